import { frame } from "../../parts/frame.js";
import { inOrder } from "../../parts/grouping.js";
import { linkList } from "../../parts/lists.js";

export const data = { permalink: "/404.html", title: "Không tìm thấy trang" };

export const render = ({ agency, title, collections }) =>
  frame({
    agency,
    address: "/404.html",
    title,
    whole: `<div class="columns">
<main class="stack" id="noi-dung" tabindex="-1">
<h1>${title}</h1>
<div class="prose">
<p>Địa chỉ này không có trên cổng. Có thể địa chỉ bị gõ sai, hoặc trang đã được gỡ. Mời bạn tìm tiếp ở đây:</p>
</div>
${linkList([
  { label: "Trang chủ: tin mới và thông báo", url: "/" },
  { label: "Lưu trữ: mọi tin theo năm và tháng", url: "/luu-tru/" },
  { label: "Sơ đồ cổng: mọi mục trên cổng", url: "/so-do-cong/" },
])}
<section>
<h2 class="section-title">Tin của phòng, ban, đơn vị</h2>
${linkList(inOrder(collections.terms, "department", agency.departments).map(({ name, url }) => ({ label: name, url })))}
</section>
</main>
</div>`,
  });
