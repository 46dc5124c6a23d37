/* Escape closes an open list of the menu; where it lies above the page, so does a press elsewhere. */
{
  const opened = () => document.querySelector(".menu li > [open]");
  addEventListener("keydown", ({ key }) => {
    const list = opened();
    if (key === "Escape" && list) {
      list.open = false;
      list.firstChild.focus();
    }
  });
  addEventListener("click", ({ target }) => {
    const list = opened();
    if (list && matchMedia("(min-width: 56rem)").matches) list.open = list.parentNode.contains(target);
  });
}
