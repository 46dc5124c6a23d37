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
    const article = document.querySelector("article");
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

    const save = part("save");
    const fetched = async (url) => {
      const response = await fetch(url);
      if (!response.ok) throw url;
      return response.blob();
    };
    const dataUrl = async ({ currentSrc, src }) => {
      const reader = new FileReader();
      reader.readAsDataURL(await fetched(currentSrc || src));
      return new Promise((resolve) => (reader.onloadend = () => resolve(reader.result)));
    };
    const html = (selector) => [...document.querySelectorAll(selector)].map((element) => element.outerHTML).join("");
    const standalone = async () => {
      const style = await (await fetched(document.querySelector("[rel=stylesheet]").href)).text();
      // Nothing is fetched or run by a document that is not shown.
      const { body } = document.implementation.createHTMLDocument();
      body.innerHTML = `<main class="columns"><div class="stack">${html(".demo-notice, main > article")}</div></main>`;
      const pictures = await Promise.all([...article.querySelectorAll("img")].map(dataUrl));
      body.querySelectorAll("img").forEach((picture, n) => {
        for (const name of ["srcset", "sizes", "loading"]) picture.removeAttribute(name);
        picture.src = pictures[n];
        picture.closest("picture")?.replaceWith(picture);
      });
      for (const link of body.querySelectorAll("[href]:not([href^='#'])")) {
        link.setAttribute("href", new URL(link.getAttribute("href"), address));
      }
      const source = body.querySelector("[data-tools]");
      const link = document.createElement("a");
      link.href = link.textContent = address;
      source.className = "";
      source.replaceChildren(save.dataset.save, " ", link);
      const head = html("meta, title, [rel=canonical]");
      return `<!doctype html><html lang="${root.lang}">${head}<meta name="robots" content="noindex"><style>${style}</style>${body.outerHTML}`;
    };
    if (save)
      save.onclick = async () => {
        const { busy, done, failed } = save.dataset;
        status.textContent = busy;
        try {
          const link = document.createElement("a");
          link.href = URL.createObjectURL(new Blob([await standalone()], { type: "text/html" }));
          link.download = `${address.split("/").slice(-2)[0]}.html`;
          link.click();
          status.textContent = `${done} ${link.download}`;
        } catch {
          status.textContent = failed;
        }
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
