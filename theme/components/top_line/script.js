/* Read aloud; size of letters and contrast, kept in the browser for all pages. */
{
  const root = document.documentElement;
  const tools = document.querySelector(".top div");
  const sizes = ["", "112.5%", "125%", "150%"];
  // Where the browser keeps nothing (private windows, blocked), the choice holds for the page.
  const kept = (name, value) => {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name) || "";
    } catch {
      return value || "";
    }
  };
  root.style.fontSize = sizes.includes(kept("co-chu")) ? kept("co-chu") : "";
  root.toggleAttribute("data-high-contrast", kept("tuong-phan") === "1");

  if (tools) {
    const [listen, size, contrast] = tools.querySelectorAll("button");
    tools.hidden = false;

    size.onclick = () => {
      const next = sizes[(sizes.indexOf(root.style.fontSize) + 1) % sizes.length];
      kept("co-chu", next);
      root.style.fontSize = next;
      const said = parseFloat(next).toLocaleString(root.lang);
      tools.lastElementChild.textContent = `${size.textContent} ${next ? said + "%" : size.dataset.size}`;
    };
    contrast.ariaPressed = root.hasAttribute("data-high-contrast");
    contrast.onclick = () => {
      const on = root.toggleAttribute("data-high-contrast");
      kept("tuong-phan", on ? "1" : "");
      contrast.ariaPressed = on;
    };

    // What reads (page.js) is loaded by the first press.
    const speech = window.speechSynthesis;
    const offer = () =>
      (listen.hidden = !speech?.getVoices().some(({ lang }) => lang.toLowerCase().startsWith(root.lang)));
    offer();
    speech?.addEventListener?.("voiceschanged", offer);
    listen.onclick = () => import(listen.dataset.script);
  }
}
