/* Tells the counter that this page is viewed, and shows the figures that come back. */
{
  const lists = document.querySelectorAll("[data-visits]");
  const lines = document.querySelectorAll("[data-visits-time]");

  const show = (figures, stopped) => {
    lists.forEach((list) =>
      list.querySelectorAll("dd").forEach((place, n) => {
        const name = ["online", "today", "week", "month", "total"][n];
        place.textContent = figures ? figures[name].toLocaleString(document.documentElement.lang) : "–";
      })
    );
    lines.forEach((line) => {
      // The service writes Vietnamese; "2026-11-23 08:00" is read in every other language.
      const time = figures && (line.dataset.asOf ? line.dataset.asOf + figures.as_of.slice(0, 16).replace("T", " ") : figures.as_of_text);
      const said = time || line.dataset.visitsTime;
      line.textContent = stopped ? line.dataset.stopped + " " + said : said;
    });
  };

  const ask = (name, how) =>
    fetch(`${urls.counter}` + name, { signal: window.AbortSignal?.timeout?.(8000), ...how }).then((reply) =>
      reply.ok ? reply.json() : Promise.reject()
    );

  const look = () => {
    const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
    const nonce = bytes.map((byte) => (byte + 256).toString(16).slice(1)).join("");
    const view = "xem?trang=" + encodeURIComponent(location.pathname) + "&ma=" + nonce;
    let answered;
    const send = () =>
      ask(view + (navigator.webdriver ? "&tu-dong=1" : ""), { method: "POST", keepalive: true }).then((figures) => {
        show(figures);
        answered = true;
      });
    // What the counter wrote last, with its time: no reader waits for the counter.
    const recall = (stopped) =>
      answered ||
      ask("so-lieu.json")
        .catch(() => {})
        .then((figures) => answered || show(figures, stopped));
    setTimeout(recall, 1500);
    // The same view may be sent twice: its nonce makes the counter take it once.
    send().catch(() => setTimeout(() => send().catch(() => recall(true)), 2000));
  };

  if (lists.length) {
    lists.forEach((list) => (list.hidden = false));
    if (document.prerendering) document.addEventListener("prerenderingchange", look, { once: true });
    else look();
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      lines.forEach((line) => line.removeAttribute("role")); // a screen reader says the time once
      look();
    });
  }
}
