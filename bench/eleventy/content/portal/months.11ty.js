import { clock, longDate, machineDay, machineTime } from "../../parts/dates.js";
import { frame } from "../../parts/frame.js";
import { articleLink } from "../../parts/lists.js";
import { each, escape } from "../../parts/text.js";

export const data = {
  pagination: { data: "collections.months", size: 1, alias: "period" },
  permalink: ({ period }) => period.url,
};

const day = ([name, articles]) => `<section>
  <h2 class="section-title"><time datetime="${name}">${longDate(articles[0].date)}</time></h2>
  <ul class="article-list">
${each(
  articles,
  (article) => `    <li>
      ${articleLink(article)}
      <p class="meta"><time datetime="${machineTime(article.date)}">${clock(article.date)}</time> <span>${escape(article.data.department)}</span></p>
    </li>`,
)}
  </ul>
</section>`;

export function render({ agency, period }) {
  const days = new Map();
  for (const article of period.articles) {
    const name = machineDay(article.date);
    days.set(name, [...(days.get(name) ?? []), article]);
  }
  const title = `Tin ${period.name}`;
  return frame({
    agency,
    address: period.url,
    title,
    description: `${title} của ${agency.full_name}.`,
    trail: [
      { label: "Lưu trữ", url: "/luu-tru/" },
      { label: `Năm ${period.year}`, url: `/${period.year}/` },
    ],
    main: `<h1>${title}</h1>\n${each([...days], day)}`,
  });
}
