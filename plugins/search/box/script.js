/* The search itself is fetched when the reader begins to search. */
{
  const form = document.querySelector("[data-search]");
  const begin = () => {
    // What Pagefind would ask for one after another is fetched side by side.
    document.head.append(document.querySelector(".search-ahead").content);
    import(form.dataset.search);
  };
  if (form && location.search) begin();
  else form?.addEventListener("input", begin, { once: true });
}
