/* Titles while the reader types into the box of any page; the rest comes with the first letter. */
{
  const box = document.querySelector("[data-suggestions]");
  box?.addEventListener("input", () => import(box.dataset.suggestions), { once: true });
}
