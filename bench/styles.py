"""How each generator reads its sources: folders, front matter, files that its lists need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bench.article import Article, sections
from plugins.vietnamese.text import slug_of
from plugins.vietnamese.writing import LAST_TWO_DIGIT_MONTH


@dataclass(frozen=True)
class Style:
    """The source format of a generator: folders, front matter of articles and pages, files that lists need.

    Photographs stand in the folder `pictures`; "" stands for that of their article.
    """

    articles: str
    pages: str
    agency: str
    pictures: str
    article_fields: Callable[[Article], Mapping[str, object]]
    page_fields: Callable[[str, str], Mapping[str, object]]
    list_files: Callable[[Iterable[Article]], Mapping[str, str]] = lambda _articles: {}

    def article_path(self, item: Article) -> str:
        """Return the path of the article's file."""
        return f"{self.articles}{item.date:%Y/%m}/{item.slug}.md"

    def picture_path(self, item: Article) -> str:
        """Return the path of the photograph at the head of an article."""
        return f"{self.pictures or f'{self.articles}{item.date:%Y/%m}/'}{item.slug}.jpg"


def front_matter(fields: Mapping[str, object]) -> str:
    """Return YAML between `---` lines; values are written as JSON, which is valid YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", ""])


def _our_fields(item: Article) -> dict[str, object]:
    return {
        "title": item.title, "date": f"{item.date:%Y-%m-%d %H:%M}", "author": item.author,
        "department": item.department, "category": item.category, "tags": item.tags, "slug": item.slug,
        "summary": item.summary, **_cover(item, f"{item.slug}.jpg"),
    }  # fmt: skip


def _hugo_fields(item: Article) -> dict[str, object]:
    return {
        "title": item.title, "date": item.date.isoformat(), "authors": [item.author],
        "departments": [item.department], "categories": [item.category], "tags": item.tags, "slug": item.slug,
        "summary": item.summary, **_cover(item, f"anh/{item.slug}.jpg"),
    }  # fmt: skip


def _cover(item: Article, path: str) -> dict[str, object]:
    if item.photograph is None:
        return {}
    return {"cover": path, "cover_alt": f"Toàn cảnh buổi làm việc, ảnh {item.photograph}"}


def _hugo_list_files(items: Iterable[Article]) -> dict[str, str]:
    """Return the `_index.md` of each year, month, department and category."""
    files = {}
    for item in items:
        year, month = item.date.year, item.date.month
        name = f"Tháng {month:02}/{year}" if month <= LAST_TWO_DIGIT_MONTH else f"Tháng {month}/{year}"
        files[f"content/{year}/_index.md"] = front_matter({"title": str(year), "layout": "year"})
        files[f"content/{year}/{month:02}/_index.md"] = front_matter({"title": name, "layout": "month"})
    for kind, folder in (("departments", "don-vi"), ("categories", "chuyen-muc")):
        for name in sections(kind):
            fields = {"title": name, "url": f"/{folder}/{slug_of(name)}/"}
            files[f"content/{kind}/{name.lower().replace(' ', '-')}/_index.md"] = front_matter(fields)
    return files


STYLES = {
    "yaml": Style(
        articles="articles/",
        pages="pages/",
        agency="agency.yaml",
        pictures="",
        article_fields=_our_fields,
        page_fields=lambda slug, title: {"title": title, "slug": slug},
    ),
    "hugo": Style(
        articles="content/",
        pages="content/",
        agency="data/agency.yaml",
        pictures="assets/anh/",
        article_fields=_hugo_fields,
        page_fields=lambda _slug, title: {"title": title, "layout": "standing"},
        list_files=_hugo_list_files,
    ),
}
