import { frame } from "../../parts/frame.js";
import { articleList, monthGrid } from "../../parts/lists.js";

export const data = {
  pagination: { data: "collections.years", size: 1, alias: "period" },
  permalink: ({ period }) => period.url,
};

export function render({ agency, period }) {
  const title = `Tin năm ${period.year}`;
  return frame({
    agency,
    address: period.url,
    title,
    description: `${title} của ${agency.full_name}.`,
    trail: [{ label: "Lưu trữ", url: "/luu-tru/" }],
    main: `<h1>${title}</h1>
${monthGrid(period.months)}
<section>
<h2 class="section-title">${period.articles.length > 20 ? "Tin mới nhất trong" : "Mọi tin"} năm ${period.year}</h2>
${articleList(period.articles.slice(0, 20), { level: 3 })}
</section>`,
  });
}
