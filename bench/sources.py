"""The sources of one generator's site: articles are put, taken away and changed in the generator's own style."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench.article import Article, article
from bench.corpus import write, write_corpus
from bench.styles import STYLES


class Sources:
    """A corpus folder whose articles are edited while it is measured."""

    def __init__(self, folder: Path, total: int, style: str) -> None:
        """Write a fresh corpus of `total` articles below `folder`."""
        self.folder, self.total, self.style = folder, total, STYLES[style]
        self.count = total
        self._edited: dict[int, Article] = {}
        write_corpus(folder, total, style)

    def article(self, number: int) -> Article:
        """Return an article as it stands now; a number from `total` on is one that is new."""
        if number in self._edited:
            return self._edited[number]
        if number < self.total:
            return article(number, self.total)
        newest = article(self.total - 1, self.total)
        minutes = number - self.total + 1
        later = newest.date.replace(hour=18, minute=minutes)
        return replace(article(number, number + 1), slug=f"bai-{number}", date=later)

    def newest(self, offset: int) -> int:
        """Return the number of the article that was `offset` places from the newest when the corpus was written."""
        return self.total - 1 - offset

    def put(self, number: int, edited: Article) -> None:
        """Write an article, new or changed."""
        self.count += not (self.folder / self.style.article_path(edited)).exists()
        self._edited[number] = edited
        write(self.folder, self.style.article_path(edited), self.style.article_text(edited))

    def take_away(self, number: int) -> Article:
        """Delete an article's file; return what it was."""
        gone = self.article(number)
        (self.folder / self.style.article_path(gone)).unlink()
        self.count -= 1
        return gone

    def rename_in_menu(self, address: str, label: str) -> None:
        """Give the menu entry that leads to `address` another label."""
        file = self.folder / self.style.agency
        lines = file.read_text(encoding="utf-8").split("\n")
        place = next(number for number, line in enumerate(lines) if line.endswith(f"url: {address}}}"))
        lines[place] = f'  - {{label: "{label}", url: {address}}}'
        file.write_text("\n".join(lines), encoding="utf-8")
