/* Lists the most read articles of the last week. */
{
  const lists = document.querySelectorAll("[data-most-read]");
  if (lists.length)
    fetch(`${urls.counter}doc-nhieu.json`)
      .then((reply) => (reply.ok ? reply.json() : []))
      .then((articles) =>
        lists.forEach((list) => {
          articles.slice(0, list.dataset.mostRead).forEach(([address, title]) => {
            const link = document.createElement("a");
            link.href = address;
            link.textContent = title;
            list.appendChild(document.createElement("li")).append(link);
          });
          list.hidden = !articles.length;
          list.closest(".side-panel")?.toggleAttribute("hidden", list.hidden);
        })
      )
      .catch(() => {});
}
