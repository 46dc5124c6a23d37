// The visual editor: the text area's blocks as readers see them. The text area stays what is saved; blocks that nobody touches
// keep their bytes. Needs luu.js and viet.js, whose names are those of the page.
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { DOMParser, Fragment } from "prosemirror-model";
import { EditorState, Plugin, PluginKey, Selection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";

import { buttons, galleries, isInFigure, isInTable, isOn, keys, rules } from "./commands.js";
import { htmlOf } from "./html.js";
import { files, schema } from "./schema.js";

const WAIT = 600;
const RICH = /<(p|div|table|ul|ol|h[1-6]|b|strong|i|em|a)[\s>]/i;
const parser = DOMParser.fromSchema(schema);
const place = document.querySelector("[data-visual]");
const marking = new PluginKey("wrong");

let view = null; // while the visual editor is open
let elements = []; // of the unknown blocks: their HTML, and a copy that is shown
let sources = new WeakMap(); // of each block as it was last accepted
let byHtml = new Map(); // so that undoing brings back the bytes
let isSwitching = false; // between the two ways to write
let waiting = 0, inserting = Promise.resolve(); // what comes from the server into the text
let timer = 0, joining = Promise.resolve(""), joined = null, problem = "";

// Sends the form with more fields; the answer is a document. XMLHttpRequest parses it without a sink of Trusted Types.
function sections(text) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(), fields = new URLSearchParams();
    fields.set("ma-bieu-mau", form.elements["ma-bieu-mau"].value);
    fields.set("chu", text);
    request.open("POST", place.dataset.blocks);
    request.responseType = "document";
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) resolve([...request.response.querySelectorAll("section[data-source]")]);
      else if (request.status === 422) reject(new Rejected(request.response?.querySelector(".problem")?.textContent || ""));
      else reject(new Error(request.status));
    });
    request.addEventListener("error", () => reject(new Error("mất mạng")));
    request.send(fields);
  });
}

// The blocks of sections; their sources are known from now on.
function blocksOf(found) {
  const nodes = [];
  for (const section of found) {
    const source = section.dataset.source, own = section.firstElementChild;
    let node = null;
    if (section.dataset.editable) {
      const parsed = parser.parse(section).content;
      if (parsed.childCount === 1) node = parsed.firstChild;
    }
    if (!node) {
      elements.push({ html: section.innerHTML, copy: [...section.childNodes].map((one) => document.importNode(one, true)), source });
      node = schema.nodes.unknown.create({ number: elements.length - 1 });
    }
    sources.set(node, source);
    if (node.type !== schema.nodes.unknown) byHtml.set(htmlOf(node, elements), source);
    nodes.push(node);
    if (own) own.remove();
  }
  return nodes;
}

class Unknown {
  constructor(node) {
    const { copy, source } = elements[node.attrs.number];
    this.dom = document.createElement("div");
    this.dom.className = "unknown";
    this.dom.contentEditable = "false";
    const said = document.createElement("p");
    said.className = "hint";
    said.textContent = copy.length ? "Phần này sửa ở cách soạn bằng chữ." : `Chú thích, không hiện ở đây: ${source.trim().slice(0, 80)}`;
    const shown = document.createElement("div");
    shown.inert = true;
    shown.append(...copy.map((one) => one.cloneNode(true)));
    for (const picture of shown.querySelectorAll("img")) picture.src = files.thumbnail((picture.getAttribute("src") ?? "").replace("{static}", ""));
    for (const link of shown.querySelectorAll("a")) link.removeAttribute("href");
    this.dom.append(said, shown);
  }
}

const wrongBlocks = new Plugin({
  key: marking,
  state: {
    init: () => DecorationSet.empty,
    apply(change, marked) {
      const wrong = change.getMeta(marking);
      if (!wrong) return marked.map(change.mapping, change.doc);
      const found = [];
      change.doc.forEach((node, start, number) => {
        if (wrong.includes(number)) found.push(Decoration.node(start, start + node.nodeSize, { class: "wrong-block" }));
      });
      return DecorationSet.create(change.doc, found);
    },
  },
  props: { decorations: (state) => marking.getState(state) },
});

function stateOf(nodes) {
  return EditorState.create({
    doc: schema.nodes.doc.create(null, nodes.length ? nodes : [schema.nodes.paragraph.create()]),
    plugins: [rules, keymap(keys), history(), gapCursor(), tableEditing(), galleries, wrongBlocks],
  });
}

// Makes a text of the blocks; resolves to what is wrong, "" for nothing.
async function join() {
  clearTimeout(timer);
  timer = 0;
  const doc = view.state.doc, nodes = [];
  doc.forEach((node) => nodes.push(node));
  if (joined === doc) return problem;
  const blocks = nodes.map((node) => {
    const html = htmlOf(node, elements);
    return [html, sources.get(node) ?? byHtml.get(html) ?? elements[node.attrs.number]?.source ?? null];
  });
  const answer = await post(place.dataset.join, { khoi: JSON.stringify(blocks) });
  problem = answer.problem || "";
  if (view?.state.doc === doc) view.dispatch(view.state.tr.setMeta(marking, answer.wrong).setMeta("addToHistory", false));
  if (answer.wrong.length) return problem; // what was saved stays until all can be saved
  answer.sources.forEach((source, number) => {
    sources.set(nodes[number], source);
    byHtml.set(blocks[number][0], source);
  });
  joined = doc;
  if (area.value !== answer.text) {
    area.value = answer.text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return problem;
}

// One after the other; what is typed meanwhile is joined afterwards.
function joinNow() {
  joining = joining.then(() => (view ? join() : ""), () => (view ? join() : ""));
  return joining;
}

async function open(isWanted) {
  let nodes;
  elements = [];
  sources = new WeakMap();
  byHtml = new Map();
  let written;
  try {
    let found, tries = 3;
    do { // what is typed meanwhile is part of the text
      written = area.value;
      found = await sections(written);
    } while (area.value !== written && --tries);
    if (area.value !== written) return;
    nodes = blocksOf(found);
  } catch (error) {
    shown.textContent = error instanceof Rejected && error.message ? error.message : "Chưa mở được cách soạn như Word: mất mạng hoặc đã hết phiên.";
    return;
  }
  const wasTyping = document.activeElement === area;
  place.hidden = false;
  area.hidden = true;
  view = new EditorView(place, {
    state: stateOf(nodes),
    scrollMargin: 150, // the buttons stay in view above the text
    scrollThreshold: 150,
    nodeViews: { unknown: (node) => new Unknown(node) },
    attributes: {
      "aria-label": "Nội dung",
      "aria-describedby": "noi-dung-loi",
      "aria-multiline": "true",
      role: "textbox",
      tabindex: "0",
      spellcheck: "true",
      class: "article-body",
    },
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      showTools();
      if (!change.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(() => joinNow().catch(() => {}), WAIT);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    },
    handleDOMEvents: {
      paste(_view, event) { // before ProseMirror parses it, which knows no lists of Word
        const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
        if (html.includes("data-pm-slice") || (!RICH.test(html) && !plain.includes("\n"))) return false;
        event.preventDefault();
        queued(() => pasteInto(RICH.test(html) ? html : "", plain));
        return true;
      },
    },
  });
  joined = view.state.doc;
  problem = "";
  for (const one of document.querySelectorAll("[data-visual-only]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-text-only]")) one.hidden = true;
  showTools();
  showMode();
  if (isWanted || wasTyping) view.focus();
}

// One after the other; the form and the switch wait for all of them.
function queued(work) {
  waiting++;
  inserting = inserting.then(work).catch(() => {}).finally(() => waiting--);
  return inserting;
}

async function prepare() {
  while (waiting) await inserting;
  return view ? joinNow() : "";
}

async function close() {
  try {
    do await prepare(); // also what was typed meanwhile
    while (joined !== view.state.doc && !problem);
  } catch (error) {
    shown.textContent = "Chưa chuyển được: mất mạng hoặc đã hết phiên.";
    return;
  }
  if (problem) {
    shown.textContent = problem;
    return;
  }
  localStorage.setItem("cach-soan", "chu");
  view.destroy();
  view = null;
  place.hidden = true;
  area.hidden = false;
  for (const one of document.querySelectorAll("[data-visual-only]")) one.hidden = true;
  for (const one of document.querySelectorAll("[data-text-only]")) one.hidden = false;
  showTools();
  showMode();
  area.focus();
}

function showMode() {
  const button = document.querySelector("[data-mode]");
  button.textContent = view ? "Soạn bằng chữ" : "Soạn như Word";
}

function showTools() {
  const inside = view !== null && isInTable(view.state);
  for (const one of document.querySelectorAll("[data-in-table]")) one.hidden = !inside;
  for (const one of document.querySelectorAll("[data-in-figure]")) one.hidden = view === null || !isInFigure(view.state);
  for (const [name, isPressed] of Object.entries(isOn)) {
    const button = document.querySelector(`[data-insert=${name}]`);
    button.ariaPressed = view && String(isPressed(view.state));
  }
}

async function pasteInto(html, plain) {
  shown.textContent = "Đang chuyển đoạn vừa dán…";
  let found = { text: plain, dropped: "" };
  try {
    if (html) found = await post(form.dataset.paste, { html });
    shown.textContent = found.dropped ? `Đã dán. Không mang sang được: ${found.dropped}.` : "Đã dán.";
  } catch (error) {
    shown.textContent = error instanceof Rejected ? `Đã dán chữ. ${error.message}` : "Đã dán chữ, không có định dạng.";
  }
  await insert(found.text, found.text.includes("\n"));
}

// Puts Markdown at the cursor; a block goes below the one that the cursor is in.
async function insert(text, isBlock) {
  let nodes;
  try {
    nodes = blocksOf(await sections(text.trim()));
  } catch (error) {
    nodes = text.split(/\n+/).filter(Boolean).map((one) => schema.nodes.paragraph.create(null, schema.text(one)));
  }
  const { state } = view, { $from } = state.selection, change = state.tr;
  const isLine = nodes.length === 1 && nodes[0].type === schema.nodes.paragraph && !isBlock;
  const made = isLine ? nodes[0].content : Fragment.from(nodes);
  let from = state.selection.from, to = state.selection.to;
  if (!isLine) {
    const isEmpty = $from.depth === 1 && $from.parent.type === schema.nodes.paragraph && !$from.parent.content.size;
    to = $from.depth ? $from.after(1) : to;
    from = isEmpty ? $from.before(1) : to;
  }
  change.replaceWith(from, to, made);
  view.dispatch(change.setSelection(Selection.near(change.doc.resolve(from + made.size), -1)).scrollIntoView());
  view.focus();
}

if (place) {
  const number = form.dataset.autosave.split("/")[2];
  files.thumbnail = (name) => (name.includes("/") || name.includes(":") ? "" : `/bai/${number}/anh-nho/${encodeURIComponent(name)}`);
  visual = {
    isOpen: () => view !== null,
    insert: (text, isBlock) => queued(() => insert(text, isBlock)),
    command(kind) {
      if (buttons[kind]) buttons[kind](view.state, view.dispatch, view);
      view.focus();
    },
    describe(file, before, words) {
      const change = view.state.tr;
      view.state.doc.descendants((node, start) => {
        const { src, alt } = node.attrs;
        if (src?.replace("{static}", "") === file && (!alt || alt === before)) change.setNodeAttribute(start, "alt", words);
      });
      if (change.docChanged) view.dispatch(change);
    },
    chosen: () => view.state.doc.textBetween(view.state.selection.from, view.state.selection.to, " "),
    prepare,
    isBehind: () => view !== null && (waiting > 0 || joined !== view.state.doc),
    problem: () => (view ? problem : ""),
  };
  const button = document.querySelector("[data-mode]");
  button.hidden = false;
  const change = async (work) => {
    if (isSwitching) return;
    isSwitching = true;
    await work().finally(() => { isSwitching = false; });
  };
  button.addEventListener("click", () => change(async () => {
    if (view) return close();
    localStorage.setItem("cach-soan", "word");
    return open(true);
  }));
  document.addEventListener("click", (event) => { // the list of what is to be corrected leads to the text area
    if (!view || !event.target.matches('a[href="#noi-dung"]')) return;
    event.preventDefault();
    view.focus();
    document.querySelector("#noi-dung-loi").scrollIntoView({ block: "center" });
  });
  if (localStorage.getItem("cach-soan") !== "chu") change(() => open(false));
  else showMode();
}
