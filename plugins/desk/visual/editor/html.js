// A block as the portal renders it: what the server compares, and makes Markdown of.
import { DOMSerializer } from "prosemirror-model";

import { schema } from "./schema.js";

const serializer = DOMSerializer.fromSchema(schema);

export function htmlOf(node, elements) {
  if (node.type === schema.nodes.unknown) return elements[node.attrs.number].html;
  const made = serializer.serializeNode(node);
  const box = document.createElement("div");
  box.append(made);
  for (const picture of box.querySelectorAll("img[data-src]")) {
    picture.setAttribute("src", picture.dataset.src);
    picture.removeAttribute("data-src");
  }
  for (const caption of box.querySelectorAll("figcaption:empty")) caption.remove();
  for (const part of [...box.querySelectorAll("li, blockquote > p")].reverse()) { // just begun, so that nobody misses it
    if (!part.textContent.trim() && !part.querySelector("img, div")) part.remove();
  }
  for (const item of box.querySelectorAll("li")) {
    if (item.classList.contains("loose")) item.removeAttribute("class");
    else unwrap([...item.children].filter((one) => one.tagName === "P"));
  }
  for (const cell of box.querySelectorAll("td, th")) unwrap([...cell.children]);
  return box.innerHTML;
}

// Several paragraphs become lines.
function unwrap(paragraphs) {
  paragraphs.forEach((one, number) => {
    if (number) one.before(document.createElement("br"));
    one.replaceWith(...one.childNodes);
  });
}
