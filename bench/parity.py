"""How alike the pages of two generators are: the same text and the same links, page by page.

python -m bench.parity OURS THEIRS
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

SILENT = frozenset(("script", "noscript"))
QUOTES = str.maketrans("“”‘’'", '"""""')


@dataclass(frozen=True)
class Parity:
    """How many pages both have with the same text and links; and by kind, how many differ or are in one alone."""

    same: int
    differing: Counter[str]
    only_one: Counter[str]
    only_other: Counter[str]

    def __str__(self) -> str:
        """Say it in one line."""
        total = self.same + self.differing.total()
        parts = [f"{self.same:,} of {total:,} pages have the same text and links"]
        lists = {
            "different": self.differing,
            "only in ours": self.only_one,
            "only in theirs": self.only_other,
        }
        parts += [f"{label}: {_said(kinds)}" for label, kinds in lists.items() if kinds]
        return "; ".join(parts)


def compare(one: Path, other: Path) -> Parity:
    """Compare two output folders, page by page; files of the theme, whose names carry digests, are left out.

    Straight and curly quotes count as the same, and two dots at a clause's end as an ellipsis: every generator
    has its own smart punctuation.
    """
    ours, theirs = _names(one), _names(other)
    pages = sorted(name for name in ours & theirs if name.endswith(".html"))
    differing = Counter(_kind(name) for name in pages if _essence(one / name) != _essence(other / name))
    return Parity(
        same=len(pages) - differing.total(),
        differing=differing,
        only_one=Counter(map(_kind, ours - theirs)),
        only_other=Counter(map(_kind, theirs - ours)),
    )


def _names(folder: Path) -> set[str]:
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    return {name for name in found if not name.startswith("theme/")}


def _kind(name: str) -> str:
    return re.sub(r"\d+", "N", name.removesuffix("index.html")) or "home"


def _said(kinds: Counter[str]) -> str:
    return ", ".join(
        f"`{kind}`" + (f" ({count:,})" if count > 1 else "") for kind, count in sorted(kinds.items())
    )


def _essence(file: Path) -> tuple[str, list[str | None]]:
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    page.close()
    text = " ".join(" ".join(page.texts).split()).translate(QUOTES)
    return re.sub(r"\.{2,}", "…", text), page.links


class _Page(HTMLParser):
    """The texts of a page, without those of scripts, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag == "a" and not self._silent:
            self.links.append(dict(attrs).get("href"))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data.strip())


def main() -> None:
    """Read the command line and say how alike two output folders are."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.parity", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path)
    options = parser.parse_args()
    print(compare(options.ours, options.theirs))


if __name__ == "__main__":
    main()
