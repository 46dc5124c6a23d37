// Puts marks, dates and files into the text. Needs luu.js.
"use strict";

const area = document.querySelector("#noi-dung");

function fill(name, value) {
  const input = form.elements[name];
  input.value = value;
  const folded = input.closest("details");
  if (folded) folded.open = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Replaces a part of the text so that Ctrl+Z takes it back, which assigning a value would not.
function replace(start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

const chosenText = () => visual?.isOpen() ? visual.chosen() : area.value.slice(area.selectionStart, area.selectionEnd);

// Puts blocks, such as a list, between empty lines; returns where the text begins.
function replaceWithBlock(start, end, text) {
  const before = area.value.slice(0, start), after = area.value.slice(end);
  const above = before.trim() ? "\n".repeat(2 - before.match(/\n{0,2}$/)[0].length) : "";
  const below = after.trim() ? "\n".repeat(2 - after.match(/^\n{0,2}/)[0].length) : after ? "" : "\n";
  replace(start, end, above + text + below);
  return start + above.length;
}

// Puts text at the cursor; a block goes below the paragraph or table that the cursor is in.
function insertHere(text, isBlock) {
  if (visual?.isOpen()) return visual.insert(text, isBlock);
  const start = area.selectionStart, end = area.selectionEnd;
  if (!isBlock) return replace(start, end, text);
  const inLine = /[^\n]$/.test(area.value.slice(0, end)) || /^[^\n]/.test(area.value.slice(end));
  const close = inLine ? area.value.slice(end).search(/\n[ \t]*\n/) : 0;
  const at = close < 0 ? area.value.length : end + close;
  replaceWithBlock(at, at, text);
}

function insertMark(kind) {
  if (visual?.isOpen()) return visual.command(kind);
  let start = area.selectionStart, end = area.selectionEnd;
  const text = area.value, made = BLOCKS[kind];
  if (!made) {
    while (start < end && /\s/.test(text[start])) start++;
    while (start < end && /\s/.test(text[end - 1])) end--;
    const chosen = text.slice(start, end);
    if (kind === "bold" && chosen && text.slice(start - 2, start) === "**" && text.slice(end, end + 2) === "**") {
      replace(start - 2, end + 2, chosen);
      area.setSelectionRange(start - 2, end - 2);
      return;
    }
    const [before, usual, after] = kind === "bold" ? ["**", "chữ đậm", "**"] : ["[", "chữ để bấm", "](https://)"];
    replace(start, end, before + (chosen || usual) + after);
    start += before.length;
    if (kind === "link" && chosen) area.setSelectionRange(start + chosen.length + 2, start + chosen.length + 10);
    else area.setSelectionRange(start, start + (chosen || usual).length);
    return;
  }
  if (made.lines) { // whole lines, as in Word: what the cursor is in becomes a heading or an item
    start = text.lastIndexOf("\n", start - 1) + 1;
    end = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
  } else start = end;
  const lines = text.slice(start, end).split("\n").map((one) => one.trim()).filter(Boolean);
  const given = made.lines && lines.length > 0;
  const block = (given ? lines : made.usual).map(made.each || ((one) => one)).join("\n");
  const at = replaceWithBlock(start, end, block);
  if (given) area.setSelectionRange(at + block.length, at + block.length);
  else area.setSelectionRange(at + made.chosen, at + made.chosen + made.usual[0].length - (made.cut || 0));
}

const BLOCKS = {
  heading: { lines: true, usual: ["Đề mục"], each: (one) => `## ${one.replace(/^#+\s*/, "")}`, chosen: 3 },
  list: { lines: true, usual: ["Mục thứ nhất", "Mục thứ hai"], each: (one) => `- ${one.replace(/^[-+•]\s+/, "")}`, chosen: 2 },
  numbers: { lines: true, usual: ["Mục thứ nhất", "Mục thứ hai"], each: (one, number) => `${number + 1}. ${one.replace(/^\d+[.)]\s+/, "")}`, chosen: 3 },
  quote: { lines: true, usual: ["Lời trích"], each: (one) => `> ${one.replace(/^>\s*/, "")}`, chosen: 2 },
  table: { usual: ["| Cột một | Cột hai |", "| --- | --- |", "| … | … |"], chosen: 2, cut: "|  | Cột hai |".length },
};

// Gives a picture that is in the text already the words that were typed for it, in place of none or of those before.
function describe(input, file) {
  const words = input.value.trim(), before = input.dataset.described ?? input.defaultValue;
  input.dataset.described = words;
  if (!words) return;
  if (visual?.isOpen()) return visual.describe(file, before, words);
  const marked = (said) => `![${said.replace(/\[/g, "(").replace(/\]/g, ")").replace(/</g, "&lt;")}](${file}`;
  for (const old of [marked(""), marked(before)]) {
    const at = area.value.indexOf(old);
    if (at < 0) continue;
    const focused = document.activeElement;
    replace(at, at + old.length, marked(words));
    if (focused) focused.focus();
    return;
  }
}

const two = (number) => String(number).padStart(2, "0");
const written = (moment) =>
  `${moment.getDate()}/${moment.getMonth() + 1}/${moment.getFullYear()} ${two(moment.getHours())}:${two(moment.getMinutes())}`;

// What is more than words: paragraphs, tables, items, marks. Words alone are pasted as they are.
const RICH = /<(p|div|table|ul|ol|h[1-6]|b|strong|i|em|a)[\s>]/i;
let pasting = 0, pressed = null;

async function paste(html, plain) {
  const shown = document.querySelector("[data-saved]");
  pasting++;
  shown.textContent = "Đang chuyển đoạn vừa dán…";
  let found = { text: plain, dropped: "" };
  try {
    found = await post(form.dataset.paste, { html });
    shown.textContent = found.dropped ? `Đã dán. Không mang sang được: ${found.dropped}.` : "Đã dán.";
  } catch (error) {
    shown.textContent = error instanceof Rejected ? `Đã dán chữ. ${error.message}` : "Đã dán chữ, không có định dạng.";
  }
  const { selectionStart: start, selectionEnd: end, value } = area;
  if (/\n/.test(found.text) && (value.slice(0, start).trim() || value.slice(end).trim())) replaceWithBlock(start, end, found.text);
  else replace(start, end, found.text);
  pasting--;
  if (!pasting && pressed) form.requestSubmit(pressed);
}

if (form) {
  form.addEventListener("submit", (event) => {
    if (!pasting) return;
    event.preventDefault();
    pressed = event.submitter;
  });
  area.addEventListener("paste", (event) => { // Ctrl+Shift+V has words alone
    const html = event.clipboardData.getData("text/html");
    if (!RICH.test(html)) return;
    event.preventDefault();
    paste(html, event.clipboardData.getData("text/plain"));
  });
  const behind = new Date(form.dataset.now) - Date.now(); // the office's clock, and not that of this computer
  for (const one of form.querySelectorAll("[data-script]")) one.hidden = false;
  form.addEventListener("click", (event) => {
    const { insert, date, pick } = event.target.dataset;
    if (insert) insertMark(insert);
    if (date) {
      event.preventDefault();
      const moment = new Date(Date.now() + behind);
      if (event.target.value === "mai") {
        moment.setDate(moment.getDate() + 1);
        moment.setHours(7, 0);
      }
      fill(date, written(moment));
    }
    if (pick) form.querySelector(`[data-picked="${pick}"]`).showPicker();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name.startsWith("mo-ta:")) describe(event.target, event.target.name.slice("mo-ta:".length));
    const { picked } = event.target.dataset;
    if (picked && event.target.value) fill(picked, written(new Date(event.target.value)));
  });
  area.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "b") {
      event.preventDefault();
      insertMark("bold");
    }
  });
}
