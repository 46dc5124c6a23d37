import { frame } from "../../parts/frame.js";
import { articleList, olderLink } from "../../parts/lists.js";
import { escape } from "../../parts/text.js";

const LABELS = { department: "Phòng, ban, đơn vị", category: "Chuyên mục", author: "Tác giả" };

export const data = {
  pagination: { data: "collections.terms", size: 1, alias: "term" },
  permalink: ({ term }) => term.url,
};

export function render({ agency, term }) {
  const title = term.kind === "tag" ? `Chủ đề: ${term.name}` : term.name;
  const newest = term.articles.slice(0, 30);
  return frame({
    agency,
    address: term.url,
    title,
    description: `Tin về ${term.name}, ${agency.full_name}.`,
    feed: term.kind === "department" || term.kind === "category" ? `/rss/${term.slug}.xml` : undefined,
    trail: term.kind === "tag" ? [] : [{ label: LABELS[term.kind] }],
    main: `<h1>${escape(title)}</h1>
${articleList(newest, { summaries: true, departments: term.kind !== "department" })}
${olderLink(term.articles, 30, agency)}`,
  });
}
