// Live reload of the preview: reloads the page after each build and shows the error of a failed one.
(function () {
  "use strict";
  var script = document.currentScript;
  var mark = script.dataset.mark;
  var source = null;
  var box = null;

  function show(error) {
    if (box) box.remove();
    box = null;
    if (!error) return;
    box = document.createElement("div");
    box.id = "xem-truoc-loi";
    box.setAttribute("role", "alert");
    box.style.cssText =
      "padding:1rem;border-bottom:4px solid #8b0000;background:#fff;color:#1a1a1a;font:1rem/1.6 system-ui,sans-serif";
    var heading = document.createElement("p");
    heading.style.cssText = "margin:0 0 .5rem;font-weight:600";
    heading.textContent = "Bản sửa vừa rồi chưa dựng được. Trang đang xem vẫn là bản cũ.";
    var text = document.createElement("pre");
    text.style.cssText = "margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit";
    text.textContent = error;
    box.append(heading, text);
    document.body.prepend(box);
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  // Never serve the preview from a service worker: registrations are ignored, and one that another server left at this
  // address is removed.
  var workers = navigator.serviceWorker;
  if (workers) {
    workers.register = function () {
      return new Promise(function () {});
    };
    workers.getRegistrations().then(function (found) {
      found.forEach(function (registration) {
        registration.unregister();
      });
    });
  }

  function listen() {
    // A browser allows six connections to one server: tabs in the background must not take them all.
    if (source || document.hidden) return;
    source = new EventSource(new URL("su-kien", script.src));
    source.onmessage = function (event) {
      var state = JSON.parse(event.data);
      if (state.mark === mark) return show(state.error);
      disconnect();
      location.reload(); // keeps the scroll position
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) disconnect();
    else listen();
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", listen);
  listen();
})();
