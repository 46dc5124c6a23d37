"""Tables as pages show them: regions that scroll, cells that name their headings, columns of numbers at the right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from plugins.rich_text.contents import plain

# Headings name the tables below them; a table within a table belongs to the outer one.
PLACE = re.compile(r"<(h[2-6])\b[^>]*>(?P<heading>.*?)</\1>|<table\b|</table>", re.DOTALL)
CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
SECTION = re.compile(r"<(thead|tbody|tfoot)[^>]*>.*?</\1>", re.DOTALL)
ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(
    r'<(?P<tag>t[dh])(?P<attributes>(?: [a-z]+="[^"]*")*)>(?P<inside>.*?)</(?P=tag)>', re.DOTALL
)
SPAN = re.compile(r' (colspan|rowspan)="(\d+)"')
WIDEST = 100  # columns that are looked at
# 1234, 1.234.567,8 as in Vietnamese, 1,234.5 as in English, 1 234; telephone numbers begin with 0
NUMBER = re.compile(
    r"[+\-−–]?[ ]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:[ ]\d{3})+)"
    r"(?:[.,]\d+)?[ ]?[%‰]?"
)
NOTHING = frozenset({"", "-", "–", "—", "…", "..."})


def with_tables(html: str, word: str) -> str:
    """Return HTML in which each table is wrapped in a region that is named by its caption or the heading above it.

    `word` is "table" in the language of the page.
    """
    if "<table" not in html:
        return html
    parts: list[str] = []
    end = depth = number = start = 0
    heading, names = "", set[str]()
    for place in PLACE.finditer(html):
        if place["heading"] is not None:
            heading = plain(place["heading"])
            continue
        if place[0] != "</table>":
            start = start if depth else place.start()
            depth += 1
            continue
        depth -= 1
        if depth:
            continue
        number += 1
        table = html[start : place.end()]
        caption = CAPTION.search(table)
        name = plain(caption[1]) if caption else f"{word} {number}" + (f": {heading}" if heading else "")
        if name in names:
            name = f"{word} {number}: {name}"
        names.add(name)
        parts += [
            html[end:start],
            f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">{_with_scopes(table)}</div>',
        ]
        end = place.end()
    return "".join([*parts, html[end:]])


@dataclass(frozen=True)
class _Cell:
    """A cell of a table, with its first column and how many columns and rows it takes."""

    match: re.Match[str]
    column: int
    width: int
    height: int
    in_head: bool  # of the table, or in a row of nothing but headings

    @property
    def is_heading(self) -> bool:
        return self.match["tag"] == "th"

    @property
    def text(self) -> str:
        return plain(self.match["inside"])

    def written(self, *, is_number: bool) -> str:
        """Return the cell as HTML; one of a column of numbers has its class, unless its author has aligned it."""
        attributes = self.match["attributes"]
        if is_number and " class=" not in attributes:
            attributes += ' class="number"'
        if self.is_heading and " scope=" not in attributes and self.match["inside"].strip():
            scope, several = ("col", self.width > 1) if self.in_head else ("row", self.height > 1)
            attributes += f' scope="{scope}{"group" if several else ""}"'
        tag = self.match["tag"]
        return f"<{tag}{attributes}>{self.match['inside']}</{tag}>"


def _with_scopes(table: str) -> str:
    if table.count("<table") > 1:
        return table
    cells = list(_cells(table))
    numeric = _columns_of_numbers(cells)
    parts, end = [], 0
    for cell in cells:
        is_number = cell.width == 1 and cell.column in numeric and (cell.in_head or not cell.is_heading)
        parts += [table[end : cell.match.start()], cell.written(is_number=is_number)]
        end = cell.match.end()
    return "".join([*parts, table[end:]])


def _cells(table: str) -> Iterator[_Cell]:
    for section in SECTION.finditer(table):
        taken: dict[int, int] = {}  # by column, for how many more rows a cell of a row above takes it
        for row in ROW.finditer(table, *section.span()):
            matches = list(CELL.finditer(table, *row.span()))
            in_head = section[1] == "thead" or all(match["tag"] == "th" for match in matches)
            below = {column: rows - 1 for column, rows in taken.items() if rows > 1}
            column = 0
            for match in matches:
                while column in taken:
                    column += 1
                spans = {name: int(number) for name, number in SPAN.findall(match["attributes"])}
                width, height = min(spans.get("colspan", 1), WIDEST), spans.get("rowspan", 1)
                yield _Cell(match, column, width, height, in_head)
                if height > 1:
                    below |= dict.fromkeys(range(column, min(column + width, WIDEST)), height - 1)
                column += width
            taken = below


def _columns_of_numbers(cells: list[_Cell]) -> set[int]:
    """Return the columns whose cells, as far as they say anything, are numbers."""
    texts: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        if not cell.is_heading and cell.width == 1:
            texts[cell.column].add(cell.text)
    return {
        column
        for column, found in texts.items()
        if (said := found - NOTHING) and all(NUMBER.fullmatch(text) for text in said)
    }
