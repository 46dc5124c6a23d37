/* Save the article as one HTML file that needs nothing else; loaded by each press of the button. */
(async () => {
  const script = document.currentScript;
  const tools = document.querySelector("[data-tools]");
  const status = tools.querySelector("[role=status]");
  const { save, done, failed } = tools.querySelector("[data-save]").dataset;
  const address = document.querySelector("[rel=canonical]").href;
  script.remove();

  const fetched = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(url);
    return response.blob();
  };
  const dataUrl = async ({ currentSrc, src }) => {
    const reader = new FileReader();
    reader.readAsDataURL(await fetched(currentSrc || src));
    return new Promise((resolve) => (reader.onloadend = () => resolve(reader.result)));
  };
  const html = (selector) => [...document.querySelectorAll(selector)].map((element) => element.outerHTML).join("");

  const standalone = async () => {
    const sheets = [...document.querySelectorAll("[rel=stylesheet]")];
    const style = (await Promise.all(sheets.map(async ({ href }) => (await fetched(href)).text()))).join("");
    // Unlike this document, one that is not shown fetches no picture that is put into it.
    const { body } = document.implementation.createHTMLDocument();
    body.innerHTML = `<main class="columns"><div class="stack">${html(".demo-notice, main > article")}</div></main>`;
    const pictures = await Promise.all([...document.querySelectorAll("main > article img")].map(dataUrl));
    body.querySelectorAll("img").forEach((picture, n) => {
      for (const name of ["srcset", "sizes", "loading"]) picture.removeAttribute(name);
      picture.src = pictures[n];
      picture.closest("picture")?.replaceWith(picture);
    });
    body.querySelectorAll("audio, script, template, video").forEach((player) => player.remove());
    for (const link of body.querySelectorAll("[href]:not([href^='#'])")) {
      link.setAttribute("href", new URL(link.getAttribute("href"), address));
    }
    const source = body.querySelector("[data-tools]");
    const link = document.createElement("a");
    link.href = link.textContent = address;
    source.className = "";
    source.replaceChildren(save, " ", link);
    const head = `${html("meta, title, [rel=canonical]")}<meta name="robots" content="noindex"><style>${style}</style>`;
    return `<!doctype html><html lang="${document.documentElement.lang}">${head}${body.outerHTML}`;
  };

  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await standalone()], { type: "text/html" }));
    link.download = `${address.split("/").slice(-2)[0]}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    status.textContent = `${done} ${link.download}`;
  } catch {
    status.textContent = failed;
  }
})();
