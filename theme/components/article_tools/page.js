/* Save the article as one HTML file that needs nothing else; loaded by the first press of the button, which it begins with. */
{
  const tools = document.querySelector("[data-tools]");
  const status = tools.querySelector("[role=status]");
  const button = tools.querySelector("[data-save]");
  const { save, busy, done, failed } = button.dataset;
  const address = document.querySelector("[rel=canonical]").href;

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
    const copy = document.implementation.createHTMLDocument();
    const { body } = copy;
    const [columns, stack] = ["main", "div"].map((name) => copy.createElement(name));
    columns.className = "columns";
    stack.className = "stack";
    stack.append(...[...document.querySelectorAll(".demo-notice, main > article")].map((part) => copy.importNode(part, true)));
    columns.append(stack);
    body.append(columns);
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

  button.onclick = async () => {
    status.textContent = busy;
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
  };
  button.onclick();
}
