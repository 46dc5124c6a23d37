// The frame of every page: head, masthead, menu, breadcrumb, side, footer.
import { each, escape } from "./text.js";

const masthead = (agency) => `<p class="demo-notice">Trang trình diễn phần mềm, <strong>không phải</strong> cổng thông tin chính thức của ${agency.name}.</p>
<a class="masthead" href="/">
  <div class="masthead-emblem masthead-mark" aria-hidden="true">${agency.initials}</div>
  <div>
    <p class="masthead-superior">${agency.superior}</p>
    <p class="masthead-name">${agency.full_name}</p>
  </div>
</a>`;

const menu = (items, here) => `<nav class="menu" aria-label="Menu chính">
  <details class="menu-switch">
    <summary>Danh mục</summary>
  </details>
  <ul class="menu-list">
${each(items, ({ url, label }) => `    <li><a href="${escape(url)}"${url === here ? ' aria-current="page"' : ""}>${escape(label)}</a></li>`)}
  </ul>
</nav>`;

const breadcrumb = (trail) => `<nav class="breadcrumb" aria-label="Vị trí trang">
  <ol>
    <li><a href="/">Trang chủ</a></li>
${each(trail, ({ url, label }) => `    <li>${url ? `<a href="${url}">${label}</a>` : `<span>${label}</span>`}</li>`)}
  </ol>
</nav>`;

export const figures = (address) => `<div class="visits">
  <dl hidden data-visits>
    <div><dt>Đang truy cập</dt><dd>–</dd></div>
    <div><dt>Hôm nay</dt><dd>–</dd></div>
    <div><dt>Trong tuần</dt><dd>–</dd></div>
    <div><dt>Tháng hiện tại</dt><dd>–</dd></div>
    <div><dt>Tổng lượt truy cập</dt><dd>–</dd></div>
  </dl>
  <p role="status" data-visits-time="Hiện chưa có số liệu truy cập." data-stopped="Bộ đếm đang tạm ngừng."></p>
  <noscript><img src="/luot-truy-cap/so-lieu.svg?trang=${encodeURI(address)}" width="300" height="204" alt="Năm số liệu truy cập của cổng, dưới dạng hình"><a href="/luot-truy-cap/">Xem số liệu bằng chữ</a></noscript>
</div>`;

export const counter = (address) => `<section class="visitor-counter" aria-labelledby="thong-ke">
  <h2 class="section-title" id="thong-ke"><a href="/thong-ke-truy-cap/">Thống kê truy cập</a></h2>
  ${figures(address)}
</section>`;

const footer = (agency) => `<footer class="footer">
  <div>
    <p class="footer-name">${agency.full_name}</p>
    <dl>
      <div><dt>Chịu trách nhiệm nội dung:</dt> <dd>${agency.responsible}</dd></div>
      <div><dt>Địa chỉ:</dt> <dd>${agency.address}</dd></div>
      <div><dt>Điện thoại:</dt> <dd>${agency.telephone}</dd></div>
      <div><dt>Thư điện tử:</dt> <dd>${agency.email}</dd></div>
    </dl>
  </div>
  <nav aria-label="Cuối trang">
    <ul class="footer-links">
      <li><a href="/so-do-cong/">Sơ đồ cổng</a></li>
      <li><a href="/rss/">RSS</a></li>
      <li><a href="/dang-nhap/">Đăng nhập</a></li>
    </ul>
  </nav>
  <ul class="badges">
    <li class="badge">
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M2 12h20M12 2c-6 6-6 14 0 20M12 2c6 6 6 14 0 20"/></svg>
      Truy cập được qua IPv6
    </li>
    <li>
      <a class="badge" href="${agency.badges.trust_url}">
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 2l9 3v7c0 5-4 8-9 10-5-2-9-5-9-10V5zM8 12l3 3 5-6"/></svg>
        ${agency.badges.trust_label}
      </a>
    </li>
  </ul>
  <p class="footer-source">Bản quyền thuộc ${agency.full_name}. Ghi rõ nguồn “${agency.name}” khi phát hành lại thông tin từ cổng này.</p>
</footer>`;

const columns = (main, side, address) => `<div class="columns">
<main class="stack" id="noi-dung" tabindex="-1">
${main}
</main>
<aside class="side" aria-label="Thông tin bên lề">
${side}
${counter(address)}
</aside>
</div>`;

const feedLink = (title, url, agency) =>
  `<link rel="alternate" type="application/atom+xml" title="${escape(title)} - ${agency.name}" href="${url}">`;

export function frame({ agency, address, title, description = "", feed, trail = [], main = "", side = "", whole }) {
  const home = address === "/";
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${escape(title)} - ${agency.name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${description ? `<meta name="description" content="${escape(description)}">` : ""}
<meta name="robots" content="noindex">
<link rel="canonical" href="${agency.site_url}${address}">
<link rel="stylesheet" href="/theme/site.css">
<link rel="icon" href="/theme/favicon.svg" type="image/svg+xml">
${feedLink("Tin mới", "/rss/tin-moi.xml", agency)}
${feed ? feedLink(title, feed, agency) : ""}
<script src="/theme/site.js" defer></script>
</head>
<body>
<a class="skip-link" href="#noi-dung">Đến thẳng nội dung chính</a>
<header>
${masthead(agency)}
</header>
${menu(agency.menu, address)}
${home ? "" : breadcrumb(trail)}
${whole ?? columns(main, side, address)}
${footer(agency)}
</body>
</html>
`;
}
