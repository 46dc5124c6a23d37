/* Tells the counter that this page is viewed, and shows the figures that come back. */
{
  const lists = document.querySelectorAll("[data-visits]");
  const lines = document.querySelectorAll("[data-visits-time]");
  let announced = false;

  const show = (figures) => {
    lists.forEach((list) => {
      list.hidden = !figures;
      list.querySelectorAll("dd").forEach((place, n) => {
        const number = figures && figures[["online", "today", "week", "month", "total"][n]];
        place.textContent = String(number).replace(/\B(?=(\d{3})+$)/g, ".");
      });
    });
    lines.forEach((line) => {
      // A screen reader says the first line only, not those after a way back through the history.
      if (announced) line.removeAttribute("role");
      line.textContent = figures ? "Cập nhật lúc " + figures.as_of.slice(11, 16) : "Hiện chưa có số liệu truy cập.";
    });
    announced = true;
  };

  // The same view may be sent twice: its nonce makes the counter take it once.
  const send = (view, last) =>
    fetch("/luot-truy-cap/xem", {
      method: "POST",
      body: view,
      keepalive: true,
      signal: AbortSignal.timeout && AbortSignal.timeout(8000),
    })
      .then((reply) => (reply.ok ? reply.json() : Promise.reject()))
      .then(show, () => (last ? show() : setTimeout(send, 2000, view, true)));

  const look = () => {
    const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
    const nonce = bytes.map((byte) => (byte + 256).toString(16).slice(1)).join("");
    send(JSON.stringify({ path: location.pathname, nonce, automated: navigator.webdriver }));
  };

  if (lists.length && window.fetch && window.AbortSignal) {
    if (document.prerendering) document.addEventListener("prerenderingchange", look, { once: true });
    else look();
    addEventListener("pageshow", (event) => event.persisted && look());
  }
}
