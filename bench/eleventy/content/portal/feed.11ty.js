import { feedTime, machineDay } from "../../parts/dates.js";
import { escape } from "../../parts/text.js";

export const data = {
  pagination: { data: "collections.feeds", size: 1, alias: "feed" },
  permalink: ({ feed }) => feed.url,
};

function entry({ url, date, data: { title, author, summary, category, tags }, content }, agency) {
  const terms = [category, ...tags].map((term) => `<category term="${escape(term)}"/>`).join("");
  return `<entry><title>${escape(title)}</title><link href="${agency.site_url}${url}" rel="alternate"/><published>${feedTime(date)}</published><updated>${feedTime(date)}</updated><author><name>${escape(author)}</name></author><id>tag:${new URL(agency.site_url).host},${machineDay(date)}:${url}</id><summary type="html">${escape(summary)}</summary><content type="html">${escape(content)}</content>${terms}</entry>`;
}

export function render({ agency, feed }) {
  const address = `${agency.site_url}${feed.url}`;
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${agency.name} - ${escape(feed.title)}</title><link href="${agency.site_url}/" rel="alternate"/><link href="${address}" rel="self"/><id>${address}</id><updated>${feedTime(feed.articles[0].date)}</updated>${feed.articles.map((article) => entry(article, agency)).join("")}</feed>
`;
}
