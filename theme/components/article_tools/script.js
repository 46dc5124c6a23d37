/* Print, save, share, read aloud; size of letters and contrast, kept in the browser for all pages. */
{
  const root = document.documentElement;
  const tools = document.querySelector("[data-tools]");
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
  const wear = () => {
    root.style.fontSize = sizes.includes(kept("co-chu")) ? kept("co-chu") : "";
    root.toggleAttribute("data-high-contrast", kept("tuong-phan") === "1");
  };
  wear();

  if (tools) {
    const part = (name) => tools.querySelector(`[data-${name}]`);
    const status = tools.querySelector("[role=status]");
    tools.hidden = false;
    // A browser that is asked by a script prints only the pictures that it has; 5 seconds are given to the others.
    part("print").onclick = async () => {
      const pictures = [...document.images].filter((picture) => {
        picture.loading = "eager";
        return !picture.complete;
      });
      const all = Promise.allSettled(pictures.map((picture) => picture.decode()));
      if (pictures.length) await Promise.race([all, new Promise((late) => setTimeout(late, 5000))]);
      print();
    };

    const address = document.querySelector("[rel=canonical]").href;
    part("share").hidden = !navigator.share && !navigator.clipboard;
    part("share").onclick = ({ currentTarget }) =>
      navigator.share
        ? navigator.share({ title: document.title, url: address }).catch(() => {})
        : navigator.clipboard.writeText(address).then(
            () => (status.textContent = currentTarget.dataset.done),
            () => (status.textContent = address)
          );

    // What builds the file (page.js) is loaded when it is asked for, and runs each time that it is loaded.
    const save = part("save");
    if (save)
      save.onclick = () => {
        const script = document.createElement("script");
        status.textContent = save.dataset.busy;
        script.src = save.dataset.script;
        script.onerror = () => (status.textContent = save.dataset.failed);
        save.after(script);
      };

    part("size").onclick = ({ currentTarget: button }) => {
      const next = sizes[(sizes.indexOf(root.style.fontSize) + 1) % sizes.length];
      kept("co-chu", next);
      root.style.fontSize = next;
      const said = parseFloat(next).toLocaleString(root.lang);
      status.textContent = `${button.textContent} ${next ? said + "%" : button.dataset.size}`;
    };
    const contrast = part("contrast");
    contrast.ariaPressed = root.hasAttribute("data-high-contrast");
    contrast.onclick = () => {
      const on = root.toggleAttribute("data-high-contrast");
      kept("tuong-phan", on ? "1" : "");
      contrast.ariaPressed = on;
    };

    const listen = part("listen");
    const speech = window.speechSynthesis;
    const article = document.querySelector("article");
    const voice = () => speech?.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(root.lang));
    const offer = () => (listen.hidden = !voice());
    const labels = [listen.textContent, listen.dataset.listen];
    const stop = () => {
      speech.cancel();
      listen.textContent = labels[0];
    };
    offer();
    speech?.addEventListener?.("voiceschanged", offer);
    listen.onclick = () => {
      if (listen.textContent === labels[1]) return stop();
      listen.textContent = labels[1];
      // Paragraph by paragraph: some voices fall silent after 15 seconds of one text.
      const parts = "p, li, h2, h3, h4, h5, h6, pre, caption, figcaption, dt, dd, td, th";
      const texts = [...article.querySelectorAll(`h1, .standfirst, .prose :is(${parts})`)].filter(
        (part) => !part.parentElement.closest(".prose :is(li, dd, td, th)") // what is in another is read with it
      );
      texts.forEach((element, n) => {
        const said = new SpeechSynthesisUtterance(element.textContent);
        said.voice = voice();
        said.lang = said.voice.lang;
        if (n === texts.length - 1) said.onend = stop;
        speech.speak(said);
      });
    };
    addEventListener("pagehide", () => speech?.cancel());
  }
}
