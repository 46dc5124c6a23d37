/* The search itself is fetched when the reader begins to search. */
{
  const form = document.querySelector("[data-search]");
  const begin = () => import(form.dataset.search);
  if (form && location.search) begin();
  else form?.addEventListener("input", begin, { once: true });
}
