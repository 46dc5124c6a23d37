// Saves a form within two seconds of typing, and shows what is reported about it. Without this script its button does the same.
"use strict";

const form = document.querySelector("[data-autosave]");
const shown = document.querySelector("[data-saved]");
const WAIT = 1500, RETRY = 5000;
const KEPT_ALIVE = 60_000; // browsers send at most 65,536 bytes for a page that is closed
const SLOW = 3000, LONGEST_SAVE = 15_000;
const LONGEST = 90_000; // pictures and documents are opened for up to 60 s
const SAVING = /\/(luu|chen|dinh-kem|anh-dau|bo-tep|lay-chu|gio)$/; // what saves the form that it is sent with
let timer = 0, sending = false, changed = false;
let visual = null; // the visual editor, if its script is there

function wait(time) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), time);
}

class Rejected extends Error {}

// The whole form as it would be sent but for files, and more fields; the answer is JSON.
async function post(address, fields = {}, isAgain = false) {
  const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  for (const [name, value] of Object.entries(fields)) sent.set(name, value);
  const keepalive = document.hidden && String(sent).length < KEPT_ALIVE;
  const signal = AbortSignal.timeout(/\/luu$/.test(address) ? LONGEST_SAVE : LONGEST); // a phone that changes networks may never get an answer
  const answer = await fetch(address, { method: "POST", body: sent, headers: { Accept: "application/json" }, keepalive, signal });
  if (answer.status === 403 && !isAgain) {
    await renew();
    return post(address, fields, true);
  }
  if (answer.status === 422 && answer.headers.get("content-type") === "application/json") throw new Rejected((await answer.json()).problem);
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const found = await answer.json();
  if (SAVING.test(address) && !found.kept) {
    for (const [name, value] of sent) if (name.startsWith("mo-ta:")) known(name.replace("mo-ta:", "mo-ta-cu:"), value);
  }
  return found;
}

// Words for a file that are saved are not sent as a change again: another page may have changed them since.
function known(name, words) {
  if (form.elements[name]) form.elements[name].value = words;
  else {
    const made = document.createElement("input");
    Object.assign(made, { type: "hidden", name, value: words });
    form.append(made);
  }
}

// After signing in again in another tab: lets all forms of this page have the token of the new session.
async function renew() {
  const answer = await fetch("/ma-bieu-mau", { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const { token, person } = await answer.json();
  if (person !== document.body.dataset.person) throw new Rejected("một người khác đã đăng nhập trên máy này.");
  for (const one of document.querySelectorAll("[name=ma-bieu-mau]")) one.value = token;
}

async function save(isLeaving = false) {
  if (sending && !isLeaving) return;
  sending = true;
  changed = false;
  const slow = setTimeout(() => { shown.textContent = "Đang lưu…"; }, SLOW);
  try {
    const wrong = visual ? await visual.prepare() : "";
    const found = await post(form.dataset.autosave || form.action);
    if (found.kept) lead(found);
    else {
      show(found);
      const now = new Date();
      shown.textContent = `Đã lưu lúc ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}.`;
      if (found.other) shown.textContent += ` ${found.other} cũng đang viết bài này.`;
      if (wrong) {
        changed = true;
        shown.textContent = wrong;
      }
    }
    if (changed && !visual?.problem()) wait(WAIT);
  } catch (error) {
    changed = true;
    shown.textContent = error instanceof Rejected ? `Chưa lưu được: ${error.message}` : form.dataset.unsaved || "Chưa lưu được: mất mạng hoặc đã hết phiên. Cứ để trang này mở, sẽ thử lại.";
    wait(RETRY);
  } finally {
    clearTimeout(slow);
    sending = false;
  }
}

// The draft was saved on another page meanwhile: what is typed here is kept beside it.
function lead(found) {
  const link = document.createElement("a");
  link.href = found.kept;
  link.textContent = "Xem cả hai";
  shown.replaceChildren(`${found.problem} `, link, ".");
}

function line(text, kind) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

function show(found) {
  if (found.digest) for (const version of document.querySelectorAll("[name=ban]")) version.value = found.digest;
  for (const field of form.querySelectorAll("[data-field]")) {
    const issues = found.issues[field.dataset.field] || [];
    field.querySelector(".issues").replaceChildren(...issues.map((issue) =>
      line(`${issue.message[0].toUpperCase()}${issue.message.slice(1)}. ${issue.hint}`, issue.is_warning ? "warning" : "wrong")));
    field.classList.toggle("bad", issues.some((issue) => !issue.is_warning));
  }
  for (const place of form.querySelectorAll("[data-reading]")) place.textContent = found.readings[place.dataset.reading] || "";
}

if (form) {
  form.addEventListener("formdata", (event) => { // for saves of the script and for its buttons
    event.formData.set("luc-gui", Date.now()); // an older one that arrives later replaces nothing
  });
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    wait(WAIT);
  });
  form.addEventListener("submit", (event) => { // waits for what the visual editor has not made a text of yet
    if (!visual?.isBehind() && !visual?.problem()) return;
    event.preventDefault();
    const pressed = event.submitter;
    visual.prepare().then((wrong) => {
      if (wrong) {
        shown.textContent = wrong;
        document.querySelector(".wrong-block")?.scrollIntoView({ block: "center" });
      } else form.requestSubmit(pressed);
    }, () => { shown.textContent = "Chưa lưu được: mất mạng hoặc đã hết phiên. Cứ để trang này mở, sẽ thử lại."; });
  });
  window.addEventListener("submit", (event) => { // after the form's own listeners, which may hold it back
    if (event.target !== form || event.defaultPrevented) return;
    clearTimeout(timer);
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { // a phone ends pages that are not seen, without a word
    if (document.hidden && (changed || sending)) save(true); // what is being sent may never arrive
  });
}
