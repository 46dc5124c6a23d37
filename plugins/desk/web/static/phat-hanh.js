// Follows a release until it has ended. Without this script the page says it when it is loaded again.
"use strict";

const shown = document.querySelector("[data-release]");
const PAUSE = 1500;

async function ask() {
  try {
    const answer = await fetch(shown.dataset.release);
    if (!answer.ok || answer.redirected) return;
    const { said, goes_on } = await answer.json();
    if (shown.textContent !== said) shown.textContent = said;
    if (!goes_on) return;
  } catch (error) {
    // The network is away for a moment.
  }
  setTimeout(ask, PAUSE);
}

if (shown) setTimeout(ask, PAUSE);
