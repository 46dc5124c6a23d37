// Every list of the portal, each made in one walk through the articles, newest first.
import slugify from "@sindresorhus/slugify";
import { monthName, monthUrl, yearOf } from "./dates.js";

const FOLDERS = { department: "don-vi", category: "chuyen-muc", author: "tac-gia", tag: "chu-de" };
const known = new WeakMap();
const slugs = new Map();

function slugOf(name) {
  if (!slugs.has(name)) slugs.set(name, slugify(name));
  return slugs.get(name);
}

export const termUrl = (kind, name) => `/${FOLDERS[kind]}/${slugOf(name)}/`;
export const tagsOf = (article) => article.data.tags;

export function articlesOf(api) {
  return api
    .getAll()
    .filter((item) => item.data.department)
    .sort((one, other) => other.date - one.date || (one.inputPath < other.inputPath ? 1 : -1));
}

// The places of all articles are found once for a list, and not once for an article.
export function neighboursOf(articles, url) {
  if (!known.has(articles)) known.set(articles, new Map(articles.map((article, place) => [article.url, place])));
  const place = known.get(articles).get(url);
  return { newer: articles[place - 1], older: articles[place + 1] };
}

function group(articles, keysOf) {
  const groups = new Map();
  for (const article of articles) {
    for (const key of keysOf(article)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(article);
    }
  }
  return [...groups];
}

export function termsOf(api) {
  const articles = articlesOf(api);
  const kinds = {
    department: (article) => [article.data.department],
    category: (article) => [article.data.category],
    author: (article) => [article.data.author],
    tag: tagsOf,
  };
  return Object.entries(kinds).flatMap(([kind, keysOf]) =>
    group(articles, keysOf).map(([name, members]) => ({ kind, name, slug: slugOf(name), url: termUrl(kind, name), articles: members })),
  );
}

export function monthsOf(api) {
  return group(articlesOf(api), (article) => [monthUrl(article.date)]).map(([url, articles]) => ({
    url,
    year: yearOf(articles[0].date),
    name: monthName(articles[0].date),
    articles,
  }));
}

export function yearsOf(api) {
  const months = monthsOf(api);
  return group(articlesOf(api), (article) => [yearOf(article.date)]).map(([year, articles]) => ({
    year,
    url: `/${year}/`,
    articles,
    months: months.filter((month) => month.year === year),
  }));
}

export function feedsOf(api, agency) {
  const terms = termsOf(api);
  const sections = [...inOrder(terms, "department", agency.departments), ...inOrder(terms, "category", agency.categories)];
  const all = { name: "Tin mới", slug: "tin-moi", articles: articlesOf(api) };
  return [all, ...sections].map(({ name, slug, articles }) => ({ title: name, url: `/rss/${slug}.xml`, articles: articles.slice(0, 20) }));
}

// Terms of one kind in the agency's order; what has no article has no term.
export function inOrder(terms, kind, names) {
  return names.map((name) => terms.find((term) => term.kind === kind && term.name === name)).filter(Boolean);
}
