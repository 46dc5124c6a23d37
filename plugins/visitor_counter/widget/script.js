/* Sends a page view to the counter and shows the figures in the response. */
{
  const lists = document.querySelectorAll("[data-visits]");
  const lines = document.querySelectorAll("[data-visits-time]");

  const show = (figures, stopped) => {
    lists.forEach((list) =>
      list.querySelectorAll("dd").forEach((cell, n) => {
        const name = ["online", "today", "week", "month", "total"][n];
        cell.textContent = figures ? figures[name].toLocaleString(document.documentElement.lang) : "–";
      })
    );
    lines.forEach((line) => {
      const time = figures?.[line.dataset.asOf ?? "as_of_text"];
      const text = time || line.dataset.visitsTime;
      line.textContent = stopped ? line.dataset.stopped + " " + text : text;
    });
  };

  const ask = (name, how) =>
    fetch(`${urls.counter}` + name, { signal: window.AbortSignal?.timeout?.(8000), ...how }).then((reply) =>
      reply.ok ? reply.json() : Promise.reject()
    );

  const view = () => {
    const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
    const nonce = bytes.map((byte) => (byte + 256).toString(16).slice(1)).join("");
    const path = "xem?trang=" + encodeURIComponent(location.pathname) + "&ma=" + nonce;
    let answered;
    const send = () =>
      ask(path + (navigator.webdriver ? "&tu-dong=1" : ""), { method: "POST", keepalive: true }).then((figures) => {
        show(figures);
        answered = true;
      });
    // Show the latest static figures with their time, so that readers do not wait for the counter.
    const recall = (stopped) =>
      answered ||
      ask("so-lieu.json")
        .catch(() => {})
        .then((figures) => answered || show(figures, stopped));
    setTimeout(recall, 1500);
    // A view that is sent again counts once, by its nonce.
    send().catch(() => setTimeout(() => send().catch(() => recall(true)), 2000));
  };

  if (lists.length) {
    lists.forEach((list) => (list.hidden = false));
    if (document.prerendering) document.addEventListener("prerenderingchange", view, { once: true });
    else view();
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      lines.forEach((line) => line.removeAttribute("role")); // a screen reader announces the time once
      view();
    });
  }
}
