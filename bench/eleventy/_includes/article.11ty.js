import { capital, monthName, monthUrl } from "../parts/dates.js";
import { frame } from "../parts/frame.js";
import { neighboursOf, termUrl } from "../parts/grouping.js";
import { fullTime, linkList, sidePanel } from "../parts/lists.js";
import { each, escape } from "../parts/text.js";

const prose = (html) =>
  html.replaceAll("<table>", '<div class="table" role="region" aria-label="Bảng" tabindex="0"><table>').replaceAll("</table>", "</table></div>");

function main({ title, page, department, category, author, summary, content, collections, agency }) {
  const { newer, older } = neighboursOf(collections.news, page.url);
  return `<article class="stack">
<header class="article-header">
  <p class="kicker"><a href="${termUrl("category", category)}">${escape(category)}</a></p>
  <h1>${escape(title)}</h1>
  <ul class="facts">
    <li>${fullTime(page.date)}</li>
    <li><a href="${termUrl("department", department)}">${escape(department)}</a></li>
    <li>Tác giả: <a href="${termUrl("author", author)}">${escape(author)}</a></li>
  </ul>
</header>
<p class="standfirst">${escape(summary)}</p>
<div class="prose">
${prose(content)}
</div>
<p class="byline">${escape(author)}</p>
</article>
<p class="printed-from">${agency.site_url}${page.url}</p>
<nav class="article-nav" aria-label="Bài trước và bài sau">
  ${older ? `<a href="${older.url}" rel="prev"><span>Bài trước</span> ${escape(older.data.title)}</a>` : ""}
  ${newer ? `<a href="${newer.url}" rel="next"><span>Bài sau</span> ${escape(newer.data.title)}</a>` : ""}
</nav>`;
}

export default function (data) {
  const { agency, page, department, tags } = data;
  const month = monthName(page.date);
  const onward = linkList([
    { label: `Tin mới của ${agency.name}`, url: "/" },
    { label: `Tin của ${department}`, url: termUrl("department", department) },
    { label: `Tin ${month}`, url: monthUrl(page.date) },
  ]);
  return frame({
    agency,
    address: page.url,
    title: data.title,
    description: data.summary,
    trail: [{ label: capital(month), url: monthUrl(page.date) }],
    main: main(data),
    side: `${sidePanel("Đọc tiếp", onward)}
${sidePanel("Chủ đề", linkList(tags.map((tag) => ({ label: tag, url: termUrl("tag", tag) }))))}`,
  });
}
