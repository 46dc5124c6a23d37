"""Write a large, repeatable corpus of Vietnamese news articles, and edit it.

The same number of articles and style always give the same files.

    python -m bench.corpus --articles 1000 --out DIR --style hugo
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from bench.article import AGENCY_FILE, Article, article, sentences
from bench.photographs import make, photograph
from bench.styles import STYLES, front_matter

STATIC_PAGES = {"gioi-thieu": "Giới thiệu", "lien-he": "Liên hệ"}


class Corpus:
    """A folder of articles that is edited between builds."""

    def __init__(self, folder: Path, total: int, style: str, pictures: int = 0, *, tags: bool = True) -> None:
        """Write `total` articles and all that belongs to them below `folder`; `style` is a key of STYLES.

        The newest `pictures` articles have a photograph at their head; if there are any, so have new ones. Without `tags`
        no article has one.
        """
        self.folder, self.total, self.style = folder, total, STYLES[style]
        self.pictures, self.tags = pictures, tags
        self.count = 0
        make(range(total - pictures, total))
        self._edited: dict[int, Article] = {}
        months = {}
        for number in range(total):
            item = self.article(number)
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
            found = article(number, self.total)
        else:
            newest = article(self.total - 1, self.total)
            date = newest.date.replace(hour=18, minute=number - self.total + 1)
            found = replace(article(number, number + 1), slug=f"bai-{number}", date=date)
        shown = number if self.pictures and number >= self.total - self.pictures else None
        return replace(found, photograph=shown, tags=found.tags if self.tags else ())

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
        (self.folder / self.style.picture_path(gone)).unlink(missing_ok=True)
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
        picture = self.folder / self.style.picture_path(item)
        if item.photograph is not None and not picture.exists():
            picture.parent.mkdir(parents=True, exist_ok=True)
            os.link(photograph(item.photograph), picture)

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
    parser.add_argument(
        "--pictures", type=int, default=0, help="photographs of 12 million pixels (default: 0)"
    )
    options = parser.parse_args()
    Corpus(options.out, options.articles, options.style, options.pictures)


if __name__ == "__main__":
    main()
