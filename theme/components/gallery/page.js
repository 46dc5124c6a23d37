/* Opens the pictures of a gallery in a dialog. Browsers without dialogs follow the links to the files. */
if (window.HTMLDialogElement) {
  const dialog = document.querySelector("[data-gallery]").content.firstElementChild;
  const [figure, caption, position, text] = dialog.querySelectorAll("figure, figcaption, b, span");
  const [previous, next, close] = dialog.querySelectorAll("button");
  const words = position.textContent;
  const isPlain = (event) => !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  let links, n, start;

  const show = (number) => {
    n = (number + links.length) % links.length;
    const picture = links[n].firstElementChild.cloneNode(true);
    // The largest picture, so that it can be zoomed.
    for (const part of picture.children) part.sizes = "9999px";
    position.textContent = words.replace("{number}", n + 1).replace("{count}", links.length);
    text.textContent = links[n].parentNode.textContent;
    figure.replaceChildren(picture, caption);
  };

  for (const gallery of document.querySelectorAll(".gallery")) {
    // An author's own HTML may have links that lead elsewhere.
    const own = [...gallery.querySelectorAll("a")].filter((link) => link.href === link.querySelector("img")?.src);
    own.forEach((link, number) => {
      link.ariaHasPopup = "dialog";
      link.onclick = (event) => {
        if (!isPlain(event)) return;
        event.preventDefault();
        links = own;
        show(number);
        dialog.showModal();
      };
    });
  }

  previous.onclick = () => show(n - 1);
  next.onclick = () => show(n + 1);
  close.onclick = () => dialog.close();
  dialog.onclose = () => links[n].focus();
  dialog.onkeydown = (event) => {
    const number = { ArrowLeft: n - 1, ArrowRight: n + 1, Home: 0, End: links.length - 1 }[event.key];
    if (number === undefined || !isPlain(event)) return;
    event.preventDefault();
    show(number);
  };

  // A swipe. If the browser scrolls or zooms instead, it cancels the pointer.
  dialog.onpointerdown = (event) => {
    if (event.isPrimary) start = event;
  };
  dialog.onpointerup = ({ isPrimary, pointerType, clientX, clientY }) => {
    if (!isPrimary || pointerType !== "touch") return;
    const across = clientX - start.clientX;
    if (Math.abs(across) > Math.max(40, Math.abs(clientY - start.clientY))) show(n - Math.sign(across));
  };
  // A picture that is zoomed is moved by one finger in all directions.
  visualViewport.onresize = () => (dialog.style.touchAction = visualViewport.scale > 1 ? "auto" : "");

  document.body.append(dialog);
}
