import { figures, frame } from "../../parts/frame.js";

export const data = { permalink: "/thong-ke-truy-cap/", title: "Thống kê truy cập" };

export const render = ({ agency, page, title }) =>
  frame({
    agency,
    address: page.url,
    title,
    main: `<h1>${title}</h1>
<section class="prose">
<h2>Số liệu hiện tại</h2>
${figures(page.url)}
</section>`,
  });
