// The blocks and marks of the portal's texts that can be edited. Everything else is an unknown block, which stays as it is.
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const aligned = (cell) => [...cell.classList].find((name) => name.startsWith("align-")) || null;

const tables = tableNodes({
  tableGroup: "block",
  cellContent: "paragraph+",
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: aligned,
      setDOMAttr(value, attributes) {
        if (value) attributes.class = value;
      },
    },
  },
});

const PAGE = crypto.randomUUID(); // an unknown block is cut and pasted within its page alone
const sourceOf = (picture) => picture.dataset.src || picture.getAttribute("src");

// Set by the page: where the thumbnail of a file of the text is.
export const files = { thumbnail: (name) => name, whole: (name) => name };

export const schema = new Schema({
  nodes: {
    doc: { content: "(block | unknown)+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      attrs: { level: { default: 2 } },
      content: "(text | image | note)*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(level, 2) } })),
      toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    bullet_list: {
      attrs: { marked: { default: false } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul", getAttrs: (dom) => ({ marked: dom.classList.contains("marked") }) }],
      toDOM: (node) => ["ul", node.attrs.marked ? { class: "marked" } : {}, 0],
    },
    ordered_list: {
      attrs: { order: { default: 1 } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: dom.hasAttribute("start") ? Number(dom.getAttribute("start")) : 1 }) }],
      toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0],
    },
    list_item: {
      attrs: { loose: { default: false } }, // with a blank line around it in Markdown
      content: "paragraph block*",
      defining: true,
      parseDOM: [{ tag: "li", getAttrs: (dom) => ({ loose: [...dom.children].some((one) => one.tagName === "P") }) }],
      toDOM: (node) => ["li", node.attrs.loose ? { class: "loose" } : {}, 0],
    },
    gallery: {
      content: "figure+",
      group: "block",
      parseDOM: [{ tag: "div.gallery", priority: 60 }],
      toDOM: () => ["div", { class: "gallery" }, 0],
    },
    figure: {
      attrs: { src: { default: "" }, alt: { default: "" } },
      content: "text*",
      group: "block",
      marks: "",
      isolating: true,
      draggable: true,
      parseDOM: [
        {
          tag: "figure",
          priority: 60,
          contentElement: (dom) => dom.querySelector("figcaption") || dom.ownerDocument.createElement("figcaption"),
          getAttrs(dom) {
            const picture = dom.querySelector("img");
            return picture ? { src: sourceOf(picture), alt: picture.getAttribute("alt") || "" } : false;
          },
        },
        {
          tag: "section > p", // a picture that stands alone
          priority: 70,
          contentElement: (dom) => dom.ownerDocument.createElement("figcaption"),
          getAttrs(dom) {
            const picture = dom.firstElementChild;
            if (dom.childNodes.length !== 1 || picture?.tagName !== "IMG") return false;
            return { src: sourceOf(picture), alt: picture.getAttribute("alt") || "" };
          },
        },
      ],
      toDOM: (node) => ["figure", picture(node), ["figcaption", 0]],
    },
    sides: {
      attrs: { recipients: { default: false } },
      content: "paragraph paragraph",
      group: "block",
      isolating: true,
      parseDOM: [{ tag: "div.sides", priority: 60, getAttrs: (dom) => ({ recipients: dom.classList.contains("recipients") }) }],
      toDOM: (node) => ["div", { class: node.attrs.recipients ? "sides recipients" : "sides" }, 0],
    },
    unknown: {
      attrs: { number: {} }, // of its element and source, which the page keeps
      // In no group, so that it stands nowhere but at the top: within a list or a quotation it would not be written.
      atom: true,
      selectable: true,
      draggable: true,
      parseDOM: [{ tag: `div.unknown[data-page="${PAGE}"]`, priority: 70, getAttrs: (dom) => ({ number: Number(dom.dataset.number) }) }],
      toDOM: (node) => ["div", { class: "unknown", "data-page": PAGE, "data-number": node.attrs.number }],
    },
    ...tables,
    text: { group: "inline" },
    image: {
      attrs: { src: {}, alt: { default: "" } },
      inline: true,
      group: "inline",
      draggable: true,
      parseDOM: [{ tag: "img[src]", getAttrs: (dom) => ({ src: sourceOf(dom), alt: dom.getAttribute("alt") || "" }) }],
      toDOM: picture,
    },
    note: {
      attrs: { name: {} },
      inline: true,
      group: "inline",
      atom: true,
      parseDOM: [
        {
          tag: "sup",
          priority: 60,
          getAttrs(dom) {
            const link = dom.querySelector("a.footnote-ref");
            return link ? { name: link.getAttribute("href").replace("#fn:", "") } : false;
          },
        },
      ],
      toDOM: (node) => ["sup", ["a", { class: "footnote-ref", href: `#fn:${node.attrs.name}` }, node.attrs.name]],
    },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }],
      toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
    del: { parseDOM: [{ tag: "del" }, { tag: "s" }], toDOM: () => ["del", 0] },
    sup: { excludes: "sub", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
    sub: { excludes: "sup", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
    code: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});

// The picture that is shown is the thumbnail of the text's file, which `data-src` names as the text does.
function picture(node) {
  const name = node.attrs.src.replace("{static}", "");
  return ["img", { src: files.thumbnail(name), alt: node.attrs.alt, "data-src": node.attrs.src }];
}
