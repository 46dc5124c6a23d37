import { frame } from "../parts/frame.js";
import { escape } from "../parts/text.js";

export default ({ agency, page, title, content }) =>
  frame({ agency, address: page.url, title, main: `<h1>${escape(title)}</h1>\n<div class="prose">\n${content}\n</div>` });
