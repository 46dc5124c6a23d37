// Passkeys. Without this script people sign in with password and code.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function parsed(json) {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const one of [...(options.excludeCredentials || []), ...(options.allowCredentials || [])]) one.id = bytes(one.id);
  return options;
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function send(path, fields) {
  const found = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  return found.headers.get("content-type") === "application/json" ? found.json() : { problem: "Tải lại trang rồi thử lại." };
}

async function attempt(place, work) {
  const shown = place.querySelector(".problem");
  shown.hidden = true;
  let found;
  try {
    found = await work();
  } catch (error) {
    found = { problem: "Chưa dùng được khóa: đã bỏ qua, hoặc máy không có khóa cho địa chỉ này." };
  }
  if (found.to) return location.assign(found.to);
  shown.textContent = found.problem;
  shown.hidden = false;
}

const signIn = document.querySelector("[data-passkey-sign-in]");
if (signIn && window.PublicKeyCredential) {
  signIn.hidden = false;
  signIn.querySelector("button").addEventListener("click", () => attempt(signIn, async () => {
    const tokens = document.querySelectorAll("[name=ma-bieu-mau]");
    const asked = await send("/vao/khoa", { "ma-bieu-mau": tokens[0].value });
    if (asked.problem) return asked;
    for (const one of tokens) one.value = asked.token; // of the session that has begun: a second attempt, or the password, need it
    const credential = await navigator.credentials.get({ publicKey: parsed(asked.options) });
    return send("/vao/bang-khoa", {
      "ma-bieu-mau": asked.token, "tra-loi": answer(credential), tiep: signIn.dataset.following,
    });
  }));
}

const add = document.querySelector("[data-passkey-add]");
if (add && window.PublicKeyCredential) {
  add.hidden = false;
  add.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(add));
    attempt(add, async () => {
      const asked = await send("/tai-khoan/khoa", fields);
      if (asked.problem) return asked;
      const credential = await navigator.credentials.create({ publicKey: parsed(asked.options) });
      return send("/tai-khoan/khoa/them", {
        "ma-bieu-mau": fields["ma-bieu-mau"], ten: fields.ten, "tra-loi": answer(credential),
      });
    });
  });
}
