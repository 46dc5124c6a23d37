// Lists of articles, terms and months.
import { longDate, clock, machineTime, monthLabel, monthName, monthUrl, shortDate, yearOf } from "./dates.js";
import { each, escape, number } from "./text.js";

export const fullTime = (date) => `<time datetime="${machineTime(date)}">${longDate(date)}, ${clock(date)}</time>`;
export const shortTime = (date) => `<time datetime="${machineTime(date)}">${shortDate(date)}</time>`;
export const articleLink = ({ url, data }) => `<a href="${url}">${escape(data.title)}</a>`;

export function articleList(articles, { level = 2, summaries = false, departments = true } = {}) {
  return `<ul class="article-list">
${each(
    articles,
    (article) => `  <li>
    <h${level}>${articleLink(article)}</h${level}>
    <p class="meta">${shortTime(article.date)}${departments ? ` <span>${escape(article.data.department)}</span>` : ""}</p>
${summaries ? `    <p>${escape(article.data.summary)}</p>\n` : ""}  </li>`,
  )}
</ul>`;
}

export function compactList(articles) {
  return `<ul class="article-list">
${each(
    articles,
    (article) => `  <li>
    ${articleLink(article)}
    <p class="meta">${shortTime(article.date)}</p>
  </li>`,
  )}
</ul>`;
}

export function linkList(links) {
  return `<ul class="link-list">
${each(links, ({ url, label }) => `  <li><a href="${escape(url)}">${escape(label)}</a></li>`)}
</ul>`;
}

export function sidePanel(title, content) {
  return `<section class="side-panel">
  <h2 class="section-title">${title}</h2>
  ${content}
</section>`;
}

// The newest `shown` of `articles`: where the list goes on, if there are more.
export function olderLink(articles, shown, agency) {
  if (articles.length <= shown) return "";
  const { date } = articles[shown - 1];
  return `<nav class="older" aria-label="Tin cũ hơn">
  <p>Trên đây là ${shown} tin mới nhất. Tin cũ hơn nằm trong lưu trữ chung, xếp theo thời gian:</p>
  <ul>
    <li><a class="onward" href="${monthUrl(date)}">Mọi tin ${monthName(date)} của ${agency.name}</a></li>
    <li><a class="onward" href="/${yearOf(date)}/">Năm ${yearOf(date)}</a></li>
    <li><a class="onward" href="/luu-tru/">Lưu trữ mọi năm</a></li>
  </ul>
</nav>`;
}

export function monthGrid(months) {
  return `<ul class="months">
${each(months, ({ url, name, articles }) => `  <li><a href="${url}">${monthLabel(name)} <span>${number(articles.length)} tin</span></a></li>`)}
</ul>`;
}
