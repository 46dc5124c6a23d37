// Saves a form of the office's facts while somebody types. Without this script the button "Lưu" does the same.
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
  const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    show(await answer.json());
    const now = new Date();
    shown.textContent = `Đã lưu lúc ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}.`;
    if (changed) wait(WAIT);
  } catch (error) {
    changed = true;
    shown.textContent = "Chưa lưu được: mất mạng, đã hết phiên, hoặc mục này vừa đổi ở trang khác. Cứ để trang này mở, sẽ thử lại.";
    wait(RETRY);
  } finally {
    sending = false;
  }
}

function show(found) {
  for (const list of document.querySelectorAll("[name=ban]")) list.value = found.digest;
  for (const field of form.querySelectorAll("[data-field]")) {
    const issues = found.issues[field.dataset.field] || [];
    field.querySelector(".issues").replaceChildren(...issues.map((issue) => {
      const line = document.createElement("p");
      line.className = issue.is_warning ? "warning" : "wrong";
      line.textContent = `${issue.message[0].toUpperCase()}${issue.message.slice(1)}. ${issue.hint}`;
      return line;
    }));
    field.classList.toggle("bad", issues.some((issue) => !issue.is_warning));
  }
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
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
}
