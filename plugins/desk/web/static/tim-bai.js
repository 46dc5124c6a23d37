// Finds own texts in a dialog and puts a link at the cursor. Without this script a page of its own does that.
"use strict";

const dialog = document.querySelector("dialog[data-targets]");
let asked = 0;

async function search(address, query) {
  const mine = ++asked, found = dialog.querySelector("[data-found]");
  let targets = [];
  try {
    const answer = await fetch(`${address}?tim=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    targets = await answer.json();
  } catch (error) {
    if (mine === asked) found.textContent = "Chưa tìm được: mất mạng hoặc đã hết phiên.";
    return;
  }
  if (mine !== asked) return; // a later search is under way
  found.textContent = targets.length ? `Tìm thấy ${targets.length} bài.` : "Không có bài nào có những chữ ấy trong tiêu đề.";
  dialog.querySelector("ul").replaceChildren(...targets.map(entry));
}

function entry(target) {
  const made = document.createElement("li");
  if (target.why_not) {
    made.append(line(target.title, "title"), line(`Chưa dẫn tới được: ${target.why_not}.`, "hint"));
    return made;
  }
  const choose = document.createElement("button");
  choose.type = "button";
  choose.className = "second";
  choose.textContent = target.title;
  choose.addEventListener("click", () => {
    dialog.close();
    const chosen = chosenText().trim();
    insertHere(chosen ? target.link.replace(/^\[.*\]\(/s, () => `[${chosen}](`) : target.link, false);
  });
  made.append(choose, line(target.note, "hint"));
  return made;
}

if (dialog && form) {
  const box = dialog.querySelector("input"), asking = dialog.querySelector("form");
  let typed = 0;
  document.querySelector("[data-targets-button]").addEventListener("click", (event) => {
    event.preventDefault();
    box.value = chosenText().split("\n")[0].trim();
    dialog.showModal();
    box.focus();
    search(asking.action, box.value);
  });
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    search(asking.action, box.value);
  });
  box.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => search(asking.action, box.value), 250);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
