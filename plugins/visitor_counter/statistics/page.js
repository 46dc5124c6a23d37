/* Fills the tables of visits by day and by month, with a bar below each number, and draws the days as a chart. */
{
  const tables = document.querySelector("[data-visits-tables]");
  const chart = document.querySelector("[data-visits-chart]");
  // As in plugins/vietnamese: days below 10 and months 1 and 2 have a leading zero, other months do not.
  const written = (when) => when.replace(/^(\d+)-0([3-9])/, "$1-$2").split("-").reverse().join("/");
  const number = (visits) => visits.toLocaleString(document.documentElement.lang);
  const most = (rows) => Math.max(0, ...rows.map((row) => row[1]));
  const bar = (element, visits, all) => element.style.setProperty("--share", all && visits / all);

  const fill = (table, rows) => {
    [...rows].reverse().forEach(([when, visits]) => {
      const row = table.tBodies[0].insertRow();
      const head = row.appendChild(document.createElement("th"));
      head.scope = "row";
      head.textContent = written(when);
      const cell = row.insertCell();
      cell.textContent = number(visits);
      bar(cell, visits, most(rows));
    });
  };

  const draw = (rows) => {
    rows.forEach(([, visits]) => bar(chart.firstElementChild.appendChild(document.createElement("i")), visits, most(rows)));
    const words = { first: written(rows[0][0]), last: written(rows.at(-1)[0]), most: number(most(rows)) };
    chart.lastElementChild.textContent = chart.dataset.visitsChart.replace(/{(\w+)}/g, (_, name) => words[name]);
    chart.hidden = !most(rows);
  };

  const missing = () => {
    const line = document.querySelector("[data-visits-by-missing]");
    line.textContent = line.dataset.visitsByMissing;
  };

  if (tables)
    fetch(`${urls.counter}thong-ke.json`)
      .then((reply) => reply.json())
      .then((summary) => {
        tables.querySelectorAll("table").forEach((table) => fill(table, summary[table.dataset.visitsBy]));
        draw(summary.days);
        tables.hidden = !most([...summary.days, ...summary.months]);
        if (tables.hidden) missing();
      })
      .catch(missing);
}
