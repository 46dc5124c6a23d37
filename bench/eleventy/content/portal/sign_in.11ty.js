import { frame } from "../../parts/frame.js";

export const data = { permalink: "/dang-nhap/", title: "Đăng nhập" };

export const render = ({ agency, page, title }) =>
  frame({
    agency,
    address: page.url,
    title,
    main: `<h1>${title}</h1>
<div class="prose">
<p>Trang này dành cho biên tập viên. Người đọc không cần đăng nhập: mọi thông tin trên cổng đều đọc được ngay.</p>
</div>`,
  });
