// Live reload of the preview: reloads the page after each build and shows the error of a failed one.
(() => {
  const script = document.currentScript;
  const { mark } = script.dataset;
  let source = null;
  let box = null;

  const show = (error) => {
    box?.remove();
    box = null;
    if (!error) return;
    box = document.createElement("div");
    box.id = "xem-truoc-loi";
    box.setAttribute("role", "alert");
    box.style.cssText =
      "padding:1rem;border-bottom:4px solid #8b0000;background:#fff;color:#1a1a1a;font:1rem/1.6 system-ui,sans-serif";
    const heading = document.createElement("p");
    heading.style.cssText = "margin:0 0 .5rem;font-weight:600";
    heading.textContent = "Bản sửa vừa rồi có lỗi, chưa dựng được. Trang đang xem là bản gần nhất không có lỗi.";
    const text = document.createElement("pre");
    text.style.cssText = "margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit";
    text.textContent = error;
    box.append(heading, text);
    document.body.prepend(box);
  };

  const disconnect = () => {
    source?.close();
    source = null;
  };

  // Never serve the preview from a service worker: registrations are ignored, and one that another server left at this
  // address is removed.
  const workers = navigator.serviceWorker;
  if (workers) {
    workers.register = () => new Promise(() => {});
    workers.getRegistrations().then((found) => found.forEach((registration) => registration.unregister()));
  }

  const listen = () => {
    // A browser allows six connections to one server: tabs in the background must not take them all.
    if (source || document.hidden) return;
    const page = encodeURIComponent(location.pathname);
    source = new EventSource(new URL(`su-kien?trang=${page}`, script.src));
    source.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      if (state.mark === mark) return show(state.error);
      disconnect();
      location.reload(); // keeps the scroll position
    };
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : listen()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", listen);
  listen();
})();
