/* The search itself is fetched when the reader begins to search; in the box of another page, while more is typed. */
{
  document.querySelector(".search-box")?.addEventListener(
    "input",
    async ({ currentTarget: box }) => {
      const page = await fetch(box.action).then((answer) => answer.text(), () => "");
      const ahead = new DOMParser().parseFromString(page, "text/html").querySelector(".search-ahead");
      if (ahead) document.head.append(ahead.content);
    },
    { once: true }
  );

  const form = document.querySelector("[data-search]");
  const begin = () => {
    // What Pagefind would ask for one after another is fetched side by side.
    document.head.append(document.querySelector(".search-ahead").content);
    import(form.dataset.search);
  };
  if (form && location.search) begin();
  else form?.addEventListener("input", begin, { once: true });
}
