// Sends pictures and documents one by one: chosen, dropped onto the form or pasted. Without this script the form sends them.
"use strict";

const files = document.querySelector("[data-files]");
const waiting = [], added = [];
let isSending = false, focused = null, acts = Promise.resolve(), acting = 0, held = null;

function accept(list) {
  for (const file of list) {
    const entry = document.createElement("li");
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", `Đang gửi ${file.name}`);
    entry.append(line(file.name, "name"), progress);
    files.querySelector("[data-list]").append(entry);
    if (file.size > Number(files.dataset.largest)) fail(entry, `${file.name}: lớn hơn ${Math.round(files.dataset.largest / 1e6)} MB. Nén lại hoặc chia thành nhiều tệp.`);
    else waiting.push([file, entry]);
  }
  focused = document.activeElement;
  if (!isSending) sendNext();
}

async function sendNext() {
  isSending = true;
  while (waiting.length) {
    const [file, entry] = waiting.shift();
    try {
      const answer = await sent(file, entry.querySelector("progress"));
      if (answer.problems.length) fail(entry, answer.problems.join(" "));
      else entry.remove();
      for (const one of answer.files) list(one);
    } catch (error) {
      fail(entry, `${file.name}: ${error.message}`, file);
    }
  }
  isSending = false;
  if (!added.length) return;
  const how = added.some((one) => one.querySelector("[formaction$='/dinh-kem']")) ? " hoặc “Đính kèm dưới bài”" : "";
  said(`Đã nhận ${added.length} tệp. Viết mô tả rồi bấm “Chèn vào bài”${how}.`);
  const first = added.splice(0)[0].querySelector("input");
  if (document.activeElement === focused || document.activeElement === document.body) first.focus();
}

function sent(file, progress, isAgain = false) {
  return new Promise((resolve, reject) => {
    const data = new FormData(), request = new XMLHttpRequest();
    data.set("ma-bieu-mau", form.elements["ma-bieu-mau"].value);
    data.set("tep", file, file.name);
    request.open("POST", files.dataset.files);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.loaded < event.total) progress.value = event.loaded / event.total;
      else progress.removeAttribute("value"); // all is there; the picture is being opened
    });
    request.addEventListener("load", () => {
      const failed = () => reject(new Error(request.status === 413 ? "lớn quá, máy chủ không nhận." : "chưa gửi được, có thể đã hết phiên. Mở trang đăng nhập ở thẻ khác rồi gửi lại."));
      if (request.status === 200 && request.response) resolve(request.response);
      else if (request.status === 403 && !isAgain) renew().then(() => sent(file, progress, true)).then(resolve, failed);
      else failed();
    });
    request.addEventListener("error", () => reject(new Error("chưa gửi được vì mất mạng.")));
    request.send(data);
  });
}

function fail(entry, problem, again) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "second";
  close.textContent = again ? "Gửi lại" : "Ẩn dòng này";
  close.addEventListener("click", () => {
    entry.remove();
    if (again) accept([again]);
  });
  const message = line(problem, "wrong");
  message.setAttribute("role", "alert");
  entry.replaceChildren(message, close);
}

function list(one) {
  if (entryOf(one.name)) return;
  const kind = one.is_picture ? "anh" : one.is_played ? "phim" : one.is_word ? "word" : "tep";
  const made = document.querySelector(`#mau-${kind}`).content.firstElementChild.cloneNode(true);
  for (const part of [made, ...made.querySelectorAll("*")]) {
    for (const { name, value } of [...part.attributes]) {
      if (value.includes("TEN-TEP")) part.setAttribute(name, value.replaceAll("TEN-TEP", one.name));
    }
  }
  made.querySelector("a").textContent = one.name;
  if (one.name.endsWith(".gif")) made.querySelector("[data-crop]")?.remove();
  made.querySelector(".hint").textContent = one.size;
  made.querySelector("input").value = one.words;
  files.querySelector("[data-list]").append(made);
  added.push(made);
}

const entryOf = (name) => [...files.querySelectorAll("[data-file]")].find((one) => one.dataset.file === name);

function said(text) {
  files.querySelector("[data-said]").textContent = text;
}

// One act after the other, since an answer is made from the form as it was sent. The form itself waits for all of them.
function enqueue(button) {
  acting++;
  acts = acts.then(() => act(button)).catch(() => false).then((isDone) => {
    acting--;
    if (!isDone) held = null;
    if (acting || !held) return;
    form.requestSubmit(held);
    held = null;
  });
}

// Resolves to whether it was done.
async function act(button) {
  const entry = button.closest("[data-file]"), place = entry.querySelector(".issues");
  place.replaceChildren();
  let answer, before;
  try {
    if (visual) await visual.prepare();
    before = new FormData(form);
    answer = await post(button.formAction, { ten: button.value });
  } catch (error) {
    answer = { problem: "Chưa làm được: mất mạng hoặc đã hết phiên." };
  }
  entry.querySelector(".about").classList.toggle("bad", Boolean(answer.problem));
  if (answer.problem) {
    place.replaceChildren(line(answer.problem, "wrong"));
    entry.querySelector("input").focus();
  } else if (answer.removed) {
    entry.remove();
    said(`Đã bỏ ${answer.removed}.`);
    files.querySelector("#chon-tep").focus();
  } else if (answer.text) {
    await insertHere(answer.text, answer.is_block);
    for (const one of answer.files || []) list(one);
    for (const [name, value] of Object.entries(answer.fields || {})) {
      if (form.elements[name].value === before.get(name)) fill(name, value); // not in place of what was typed meanwhile
    }
    said(answer.said || "Đã chèn vào bài.");
    added.length = 0;
  }
  else {
    for (const [name, value] of Object.entries(answer.fields)) fill(name, value);
    said(answer.said);
  }
  return !answer.problem;
}

const hasFiles = (event) => Boolean(event.dataTransfer) && [...event.dataTransfer.types].includes("Files");

if (files) {
  files.querySelector("[data-send]").hidden = true;
  files.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    accept(event.target.files);
    event.target.value = "";
  });
  files.addEventListener("click", (event) => {
    if (!("act" in event.target.dataset)) return;
    event.preventDefault();
    enqueue(event.target);
  });
  form.addEventListener("submit", (event) => {
    if (!acting) return;
    event.preventDefault();
    held = event.submitter;
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!hasFiles(event)) return;
    event.preventDefault();
    accept(event.dataTransfer.files);
  });
  form.addEventListener("paste", (event) => { // Word offers a picture of what it copies, beside the text that is meant
    const { files: pasted, types } = event.clipboardData;
    if (!pasted.length || types.includes("text/plain")) return;
    event.preventDefault();
    accept(pasted);
  });
  window.addEventListener("beforeunload", (event) => {
    if (isSending) event.preventDefault();
  });
}
