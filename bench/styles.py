"""How each generator wants its sources: where a file lies and what its front matter says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bench.article import AGENCY_FILE, Article, sections, sentences
from plugins.contract.text import slug_of
from plugins.vietnamese.writing import LAST_TWO_DIGIT_MONTH

STANDING_PAGES = {"gioi-thieu": "Giới thiệu", "lien-he": "Liên hệ"}


@dataclass(frozen=True)
class Style:
    """Where sources lie below a corpus folder, and what stands at the head of an article and of a page."""

    articles: str
    pages: str
    agency: str
    article_head: Callable[[Article], Mapping[str, object]]
    page_head: Callable[[str, str], Mapping[str, object]]
    lists: Callable[[Iterable[Article]], Mapping[str, str]]

    def article_path(self, article: Article) -> str:
        """Return the path of the article's file."""
        return f"{self.articles}{article.date:%Y/%m}/{article.slug}.md"

    def article_text(self, article: Article) -> str:
        """Return the article's file."""
        return front_matter(self.article_head(article)) + "\n" + article.body

    def other_files(self, articles: Iterable[Article]) -> dict[str, str]:
        """Return what a corpus has beside its articles: the agency, standing pages, and files that lists need."""
        files = {self.agency: AGENCY_FILE.read_text(encoding="utf-8"), **self.lists(articles)}
        for slug, title in STANDING_PAGES.items():
            body = "\n\n".join(sentences()[:4])
            files[f"{self.pages}{slug}.md"] = f"{front_matter(self.page_head(slug, title))}\n{body}\n"
        return files


def front_matter(fields: Mapping[str, object]) -> str:
    """Return YAML between `---` lines; texts are quoted and lists stand on one line, which JSON and YAML share."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", ""])


def _ours(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "date": f"{article.date:%Y-%m-%d %H:%M}",
        "author": article.author,
        "department": article.department,
        "category": article.category,
        "tags": article.tags,
        "slug": article.slug,
        "summary": article.summary,
    }


def _hugo(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "date": article.date.isoformat(),
        "authors": [article.author],
        "departments": [article.department],
        "categories": [article.category],
        "tags": article.tags,
        "slug": article.slug,
        "summary": article.summary,
    }


def _eleventy(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "date": article.date.isoformat(),
        "author": article.author,
        "department": article.department,
        "category": article.category,
        "tags": article.tags,
        "summary": article.summary,
    }


def _hugo_lists(articles: Iterable[Article]) -> dict[str, str]:
    """Return the files that make years and months sections, and departments and categories known by address."""
    files = {}
    for article in articles:
        year, month = article.date.year, article.date.month
        name = f"Tháng {month:02}/{year}" if month <= LAST_TWO_DIGIT_MONTH else f"Tháng {month}/{year}"
        files[f"content/{year}/_index.md"] = front_matter({"title": str(year), "layout": "year"})
        files[f"content/{year}/{month:02}/_index.md"] = front_matter({"title": name, "layout": "month"})
    for kind, folder in (("departments", "don-vi"), ("categories", "chuyen-muc")):
        for name in sections(kind):
            head = {"title": name, "url": f"/{folder}/{slug_of(name)}/"}
            files[f"content/{kind}/{name.lower().replace(' ', '-')}/_index.md"] = front_matter(head)
    return files


STYLES = {
    "yaml": Style(
        articles="articles/",
        pages="pages/",
        agency="agency.yaml",
        article_head=_ours,
        page_head=lambda slug, title: {"title": title, "slug": slug},
        lists=lambda _articles: {},
    ),
    "hugo": Style(
        articles="content/",
        pages="content/",
        agency="data/agency.yaml",
        article_head=_hugo,
        page_head=lambda _slug, title: {"title": title, "layout": "standing"},
        lists=_hugo_lists,
    ),
    "eleventy": Style(
        articles="content/",
        pages="content/",
        agency="data/agency.yaml",
        article_head=_eleventy,
        page_head=lambda _slug, title: {"title": title, "layout": "standing.11ty.js"},
        lists=lambda _articles: {},
    ),
}
