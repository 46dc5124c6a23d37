import { frame } from "../../parts/frame.js";
import { each, escape } from "../../parts/text.js";

export const data = { permalink: "/rss/index.html", title: "Theo dõi tin qua RSS" };

export const render = ({ agency, title, collections }) =>
  frame({
    agency,
    address: "/rss/",
    title,
    main: `<h1>${title}</h1>
<p>Sao chép một địa chỉ dưới đây vào trình đọc tin; trình đọc tự báo khi cổng đăng tin mới, không cần đăng ký.</p>
<ul class="feed-list">
${each(collections.feeds, (feed) => `  <li><a href="${feed.url}">${escape(feed.title)}</a> <span>${agency.site_url}${feed.url}</span></li>`)}
</ul>`,
  });
