import { frame } from "../../parts/frame.js";
import { monthGrid } from "../../parts/lists.js";
import { each, number } from "../../parts/text.js";

export const data = { permalink: "/luu-tru/", title: "Lưu trữ" };

const year = ({ year: name, url, articles, months }) => `<section class="year">
  <h2 class="section-title"><a href="${url}">Năm ${name}</a> <span>${number(articles.length)} tin</span></h2>
  ${monthGrid(months)}
</section>`;

export const render = ({ agency, page, title, collections }) =>
  frame({
    agency,
    address: page.url,
    title,
    main: `<h1>${title}</h1>
<p>Mọi tin của ${agency.full_name}, xếp theo năm và tháng.</p>
${each(collections.years, year)}`,
  });
