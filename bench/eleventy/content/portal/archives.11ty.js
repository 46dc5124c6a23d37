import { frame } from "../../parts/frame.js";
import { monthGrid } from "../../parts/lists.js";
import { each, number } from "../../parts/text.js";

export const data = { permalink: "/luu-tru/", title: "Lưu trữ" };

const year = ({ year: name, url, articles, months }, place) => `<details class="year"${place < 2 ? " open" : ""}>
  <summary class="section-title"><h2>Năm ${name}</h2> <span>${number(articles.length)} tin</span></summary>
  ${monthGrid(months)}
  <p><a class="onward" href="${url}">Tin mới nhất trong năm ${name}</a></p>
</details>`;

export const render = ({ agency, page, title, collections }) =>
  frame({
    agency,
    address: page.url,
    title,
    main: `<h1>${title}</h1>
<p>Mọi tin của ${agency.full_name}, xếp theo năm và tháng.</p>
${each(collections.years, year)}`,
  });
