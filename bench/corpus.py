"""Write a large, repeatable corpus of Vietnamese news articles, and edit it.

The same number of articles and style always give the same files.

    python -m bench.corpus --articles 1000 --out DIR --style hugo
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.article import AGENCY_FILE, Article, article, sections, sentences
from plugins.vietnamese.text import slug_of
from plugins.vietnamese.writing import LAST_TWO_DIGIT_MONTH

STATIC_PAGES = {"gioi-thieu": "Giới thiệu", "lien-he": "Liên hệ"}


@dataclass(frozen=True)
class Style:
    """The source format of a generator: folders, front matter of articles and pages, files that lists need."""

    articles: str
    pages: str
    agency: str
    article_fields: Callable[[Article], Mapping[str, object]]
    page_fields: Callable[[str, str], Mapping[str, object]]
    list_files: Callable[[Iterable[Article]], Mapping[str, str]] = lambda _articles: {}

    def article_path(self, item: Article) -> str:
        """Return the path of the article's file."""
        return f"{self.articles}{item.date:%Y/%m}/{item.slug}.md"


def front_matter(fields: Mapping[str, object]) -> str:
    """Return YAML between `---` lines; values are written as JSON, which is valid YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", ""])


def _our_fields(item: Article) -> dict[str, object]:
    return {
        "title": item.title, "date": f"{item.date:%Y-%m-%d %H:%M}", "author": item.author,
        "department": item.department, "category": item.category, "tags": item.tags, "slug": item.slug,
        "summary": item.summary,
    }  # fmt: skip


def _hugo_fields(item: Article) -> dict[str, object]:
    return {
        "title": item.title, "date": item.date.isoformat(), "authors": [item.author],
        "departments": [item.department], "categories": [item.category], "tags": item.tags, "slug": item.slug,
        "summary": item.summary,
    }  # fmt: skip


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
        article_fields=_our_fields,
        page_fields=lambda slug, title: {"title": title, "slug": slug},
    ),
    "hugo": Style(
        articles="content/",
        pages="content/",
        agency="data/agency.yaml",
        article_fields=_hugo_fields,
        page_fields=lambda _slug, title: {"title": title, "layout": "standing"},
        list_files=_hugo_list_files,
    ),
}


class Corpus:
    """A folder of articles that is edited between builds."""

    def __init__(self, folder: Path, total: int, style: str) -> None:
        """Write `total` articles and all that belongs to them below `folder`; `style` is a key of STYLES."""
        self.folder, self.total, self.style = folder, total, STYLES[style]
        self.count = 0
        self._edited: dict[int, Article] = {}
        months = {}
        for number in range(total):
            item = article(number, total)
            self._write_article(item)
            months[item.month_url] = item
        self._write(self.style.agency, AGENCY_FILE.read_text(encoding="utf-8"))
        for path, text in self.style.list_files(months.values()).items():
            self._write(path, text)
        for slug, title in STATIC_PAGES.items():
            body = "\n\n".join(sentences()[:4])
            self._write(
                f"{self.style.pages}{slug}.md",
                f"{front_matter(self.style.page_fields(slug, title))}\n{body}\n",
            )

    def article(self, number: int) -> Article:
        """Return the current state of an article; numbers from `total` on are new articles."""
        if number in self._edited:
            return self._edited[number]
        if number < self.total:
            return article(number, self.total)
        newest = article(self.total - 1, self.total)
        date = newest.date.replace(hour=18, minute=number - self.total + 1)
        return replace(article(number, number + 1), slug=f"bai-{number}", date=date)

    def newest(self, offset: int) -> int:
        """Return the number of the article that is `offset` below the newest of the original corpus."""
        return self.total - 1 - offset

    def save(self, number: int, edited: Article) -> None:
        """Write a new or changed article."""
        self._edited[number] = edited
        self._write_article(edited)

    def delete(self, number: int) -> Article:
        """Delete an article's file and return the article."""
        gone = self.article(number)
        (self.folder / self.style.article_path(gone)).unlink()
        self.count -= 1
        return gone

    def rename_menu_entry(self, url: str, label: str) -> None:
        """Change the label of the menu entry that links to `url`."""
        file = self.folder / self.style.agency
        lines = file.read_text(encoding="utf-8").split("\n")
        index = next(index for index, line in enumerate(lines) if line.endswith(f"url: {url}}}"))
        lines[index] = f'  - {{label: "{label}", url: {url}}}'
        file.write_text("\n".join(lines), encoding="utf-8")

    def _write_article(self, item: Article) -> None:
        path = self.style.article_path(item)
        self.count += not (self.folder / path).exists()
        self._write(path, front_matter(self.style.article_fields(item)) + "\n" + item.body)

    def _write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def main() -> None:
    """Parse the command line and write a corpus."""
    parser = argparse.ArgumentParser(prog="python -m bench.corpus")
    parser.add_argument("--articles", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
    parser.add_argument("--style", choices=STYLES, default="yaml", help="source format (default: yaml, ours)")
    options = parser.parse_args()
    Corpus(options.out, options.articles, options.style)


if __name__ == "__main__":
    main()
