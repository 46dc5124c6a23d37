/* Fills the tables of visits by day and by month, with a bar below each number. */
{
  const tables = document.querySelectorAll("[data-visits-by]");
  // As in plugins/vietnamese: days below 10 and months 1 and 2 have a leading zero, other months do not.
  const written = (when) => when.replace(/^(\d+)-0([3-9])/, "$1-$2").split("-").reverse().join("/");

  const fill = (table, rows) => {
    const most = Math.max(1, ...rows.map((row) => row[1]));
    rows.reverse().forEach(([when, visits]) => {
      const row = table.tBodies[0].insertRow();
      const head = row.appendChild(document.createElement("th"));
      head.scope = "row";
      head.textContent = written(when);
      const cell = row.insertCell();
      cell.textContent = visits.toLocaleString(document.documentElement.lang);
      cell.style.setProperty("--share", visits / most);
    });
    table.hidden = false;
  };

  if (tables.length)
    fetch(`${urls.counter}thong-ke.json`)
      .then((reply) => reply.json())
      .then((summary) => tables.forEach((table) => fill(table, summary[table.dataset.visitsBy])))
      .catch(() => {
        const line = document.querySelector("[data-visits-by-missing]");
        line.textContent = line.dataset.visitsByMissing;
      });
}
