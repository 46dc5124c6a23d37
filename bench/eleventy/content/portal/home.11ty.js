import { counter, frame } from "../../parts/frame.js";
import { inOrder, termUrl } from "../../parts/grouping.js";
import { articleLink, articleList, compactList, fullTime, linkList, olderLink, sidePanel } from "../../parts/lists.js";
import { each, escape } from "../../parts/text.js";

export const data = { permalink: "/index.html" };

const lead = (article) => `<article class="lead-story stack">
  <div>
    <p class="kicker"><a href="${termUrl("category", article.data.category)}">${escape(article.data.category)}</a></p>
    <h2>${articleLink(article)}</h2>
  </div>
  <p>${escape(article.data.summary)}</p>
  <p class="meta">${fullTime(article.date)} <span>${escape(article.data.department)}</span></p>
</article>`;

const notices = ({ name, url, articles }) => `<section class="notices">
  <h2 class="section-title"><a href="${url}">${name}</a></h2>
  ${compactList(articles.slice(0, 5))}
  ${articles.length > 5 ? `<p><a class="onward" href="${url}">Các tin khác trong mục ${name}</a></p>` : ""}
</section>`;

const block = ({ name, url, articles }) => `<section class="department-block">
  <h2 class="section-title"><a href="${url}">${name}</a></h2>
  ${articleList(articles.slice(0, 1), { level: 3, summaries: true, departments: false })}
  ${compactList(articles.slice(1, 3))}
</section>`;

export function render({ agency, collections }) {
  const newest = collections.news.slice(0, 21);
  const noticed = inOrder(collections.terms, "category", [agency.notices]);
  return frame({
    agency,
    address: "/",
    title: "Cổng thông tin điện tử",
    description: agency.description,
    whole: `<main id="noi-dung" tabindex="-1">
<h1 class="unseen">Cổng thông tin điện tử ${agency.full_name}</h1>
<div class="columns front">
${lead(newest[0])}
${each(noticed, notices)}
</div>
<div class="columns">
<div class="stack">
<section>
<h2 class="section-title">Tin mới</h2>
${articleList(newest.slice(1), { level: 3 })}
${olderLink(collections.news, 21, agency)}
</section>
<div class="abreast">
${each(inOrder(collections.terms, "department", agency.departments), block)}
</div>
</div>
<div class="side">
${sidePanel("Liên kết", linkList(agency.links))}
${counter("/")}
</div>
</div>
</main>`,
  });
}
