// Only in the preview: reloads the page after each build, and shows why a build was refused.
(function () {
  "use strict";
  var mark = document.currentScript.dataset.mark;
  var source = null;
  var box = null;

  function show(refusal) {
    if (box) box.remove();
    box = null;
    if (!refusal) return;
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
    text.textContent = refusal;
    box.append(heading, text);
    document.body.prepend(box);
  }

  function rest() {
    if (source) source.close();
    source = null;
  }

  // No page of the preview comes out of a browser's store: the pages' own script, which asks once they are loaded,
  // gets no worker, and one that another server has left at this address goes.
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
    source = new EventSource("/_xem-truoc/su-kien");
    source.onmessage = function (event) {
      var state = JSON.parse(event.data);
      if (state.mark === mark) return show(state.refusal);
      rest();
      location.reload(); // which keeps the place in the page, as a link to the same address would not
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) rest();
    else listen();
  });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
})();
