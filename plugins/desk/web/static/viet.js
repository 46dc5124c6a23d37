// Saves what is typed within two seconds, shows what the contract reports, and puts marks into the text. Without this
// script the button "Lưu và kiểm tra" does the same.
"use strict";

const form = document.querySelector("[data-autosave]");
const shown = document.querySelector("[data-saved]");
const WAIT = 1500, RETRY = 5000;
let timer = 0, sending = false, changed = false;

function wait(time) {
  clearTimeout(timer);
  timer = setTimeout(save, time);
}

async function save() {
  if (sending) return;
  sending = true;
  changed = false;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    show(await answer.json());
    const now = new Date();
    shown.textContent = `Đã lưu lúc ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}.`;
    if (changed) wait(WAIT);
  } catch (error) {
    changed = true;
    shown.textContent = "Chưa lưu được: mất mạng hoặc đã hết phiên. Cứ để trang này mở, sẽ thử lại.";
    wait(RETRY);
  } finally {
    sending = false;
  }
}

function show(found) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const issues = found.issues[field.dataset.field] || [];
    const place = field.querySelector(".issues");
    place.replaceChildren(...issues.map((issue) => {
      const line = document.createElement("p");
      line.className = issue.is_warning ? "warning" : "wrong";
      line.textContent = `${issue.message[0].toUpperCase()}${issue.message.slice(1)}. ${issue.hint}`;
      return line;
    }));
    field.classList.toggle("bad", issues.some((issue) => !issue.is_warning));
  }
}

const MARKS = {
  heading: ["\n\n## ", "Đề mục", "\n\n"],
  list: ["\n\n- ", "Mục thứ nhất", "\n- Mục thứ hai\n\n"],
  table: ["\n\n| ", "Cột một", " | Cột hai |\n| --- | --- |\n| … | … |\n\n"],
  link: ["[", "chữ để bấm", "](/dia-chi/)"],
};

if (form) {
  form.addEventListener("input", () => {
    changed = true;
    wait(WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  const area = form.querySelector("#noi-dung");
  const tools = form.querySelector("[data-tools]");
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const mark = MARKS[event.target.dataset.insert];
    if (!mark) return;
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd) || mark[1];
    const start = area.selectionStart + mark[0].length;
    area.setRangeText(mark[0] + chosen + mark[2], area.selectionStart, area.selectionEnd, "end");
    area.setSelectionRange(start, start + chosen.length);
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
