import { frame } from "../../parts/frame.js";
import { inOrder } from "../../parts/grouping.js";
import { monthLabel } from "../../parts/dates.js";
import { each, escape } from "../../parts/text.js";

export const data = { permalink: "/so-do-cong/", title: "Sơ đồ cổng" };

const branch = (label, terms) => `<li><span>${label}</span>
    <ul>
${each(terms, ({ url, name }) => `      <li><a href="${url}">${escape(name)}</a></li>`)}
    </ul>
  </li>`;

export const render = ({ agency, page, title, collections }) =>
  frame({
    agency,
    address: page.url,
    title,
    main: `<h1>${title}</h1>
<ul class="site-tree">
  <li><a href="/">Trang chủ</a></li>
${each(
  collections.all.filter((item) => item.data.layout === "standing.11ty.js"),
  (item) => `  <li><a href="${item.url}">${escape(item.data.title)}</a></li>`,
)}
  ${branch("Phòng, ban, đơn vị", inOrder(collections.terms, "department", agency.departments))}
  ${branch("Chuyên mục", inOrder(collections.terms, "category", agency.categories))}
  <li><a href="/luu-tru/">Lưu trữ</a>
    <ul>
${each(collections.years, ({ year, url, months }, number) => `      <li><details${number < 2 ? " open" : ""}>
        <summary>Năm ${year}</summary>
        <ul>
          <li><a href="${url}">Cả năm<span class="unseen"> ${year}</span></a></li>
${each(months, (month) => `          <li><a href="${month.url}">${monthLabel(month.name)}</a></li>`)}
        </ul>
      </details></li>`)}
    </ul>
  </li>
  <li><a href="/thong-ke-truy-cap/">Thống kê truy cập</a></li>
  <li><a href="/rss/">Theo dõi tin qua RSS</a></li>
  <li><a href="/dang-nhap/">Đăng nhập</a></li>
</ul>`,
  });
