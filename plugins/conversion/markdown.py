"""The HTML that `mammoth` makes of a Word document, as Markdown of the contract.

Lists stand as they are numbered in the document; tables with merged cells, or with more than one paragraph in a cell, stay
HTML; the tables without lines in which offices set a document's head and its signature become two columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from plugins.conversion.preparation import BULLET, FIRST_DEPTH, JOINED, LABEL, LABEL_ENDS

MARKS = {"strong": "**", "em": "*", "s": "~~"}
KEPT = {"sup", "sub"}
SPECIAL = re.compile(r"([\\`*_\[\]<])")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_BEGINS = re.compile(r"^(#{1,6}(?=\s|$)|>|={3,}\s*$|-{3,}\s*$|\|)", re.MULTILINE)
LABELLED = re.compile(f"{LABEL}(.)({BULLET}?)([^{LABEL_ENDS}]*){LABEL_ENDS}")
MARKER = re.compile(r"(?:\d{1,9}[.)]|(?![IVX])[a-zđA-ZĐ][.)]|[-+])$")  # `I.` is text, as `II.` is
NOTE = re.compile(r"#(foot|end)note-(\d+)")
ADDRESS = re.compile(r"\bhttps?://\S+")
SPACES = re.compile(r"[ \t]+")
HEAD = re.compile(r"CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA", re.IGNORECASE)
SIGNATURE = re.compile(r"Nơi\s+nhận\s*:", re.IGNORECASE)
COLUMNS = 2
LINES = ["p", "h1", "h2", "h3", "h4", "h5", "h6"]


class Markdown:
    """The text of one document."""

    def __init__(self, html: str) -> None:
        """Take what `mammoth` has made."""
        self._page = BeautifulSoup(html, "html.parser")
        self._notes: dict[str, str] = {}
        # The levels, in the document, of the last list item and of the items around it.
        self._levels: list[int] = []

    def text(self) -> str:
        """Return the Markdown text."""
        self._take_notes()
        blocks = [block for block in self._blocks(self._page) if block.strip()]
        joined = "\n\n".join(blocks)
        joined = joined.replace(f"\n\n{JOINED}", "\n").replace(JOINED, "")  # items of a list stand together
        notes = "\n\n".join(f"[^{number}]: {note}" for number, note in self._notes.items())
        return f"{joined}\n\n{notes}".strip() + "\n"

    def _take_notes(self) -> None:
        for item in self._page.select("ol > li[id^=footnote-], ol > li[id^=endnote-]"):
            kind, _, number = str(item["id"]).partition("note-")
            for link in item.select('a[href^="#footnote-ref"], a[href^="#endnote-ref"]'):
                link.decompose()
            name = number if kind == "foot" else f"c{number}"
            paragraphs = item.find_all("p") or [item]
            self._notes[name] = " ".join(" ".join(map(self._inline, paragraphs)).split())
        for listed in self._page.find_all("ol"):
            if listed.select("li[id^=footnote-], li[id^=endnote-]"):
                listed.decompose()

    def _blocks(self, parent: Tag) -> Iterator[str]:
        for child in parent.children:
            if not isinstance(child, Tag):
                continue
            if child.name == "table":
                self._levels = []
                yield self._table(child)
            elif re.fullmatch("h[1-6]", child.name):
                self._levels = []
                yield self._heading(child)
                yield from map(self._picture, child.find_all("img"))
            elif child.name in {"ul", "ol"}:  # of a document whose numbering could not be read
                yield from self._items(child)
            elif child.name == "p":
                yield from self._paragraph(child)

    def _heading(self, element: Tag) -> str:
        said = " ".join(LABELLED.sub(r"\3 ", self._inline(element, plain=True)).split())
        level = min(int(element.name[1]) + 1, 6)
        return f"{'#' * level} {said}" if said else ""

    def _items(self, element: Tag) -> Iterator[str]:
        for number, item in enumerate(element.find_all("li", recursive=False), 1):
            mark = "-" if element.name == "ul" else f"{number}."
            yield f"{JOINED}{mark} {' '.join(self._inline(item).split())}"

    def _paragraph(self, element: Tag) -> Iterator[str]:
        said = self._inline(element)
        label = LABELLED.search(said)
        said = LABELLED.sub("", said, count=1) if label else said
        pictures = [self._picture(picture) for picture in element.find_all("img")]
        said = _lines(said)
        if label is not None:
            yield self._item(label, said)
        elif said:
            self._levels = []
            yield LINE_BEGINS.sub(r"\\\1", said)
        yield from pictures

    def _item(self, label: re.Match[str], said: str) -> str:
        depth, mark = ord(label[1]) - FIRST_DEPTH, SPACES.sub(" ", label[3]).strip()
        if not MARKER.fullmatch(mark):  # `Điều 1.`, `1.1.`: no item of a list, but text
            self._levels = []
            return f"{_escaped(mark)} {said}"
        first = JOINED if self._levels else ""
        while self._levels and self._levels[-1] >= depth:
            self._levels.pop()
        indent = "  " * len(self._levels)
        self._levels.append(depth)
        return f"{first}{indent}{mark} " + said.replace("\n", f"\n{indent}  ")

    def _picture(self, element: Tag) -> str:
        words = " ".join(str(element.get("alt", "")).split())
        return f"![{_escaped(words)}]({element['src']})"

    def _inline(self, element: Tag, *, plain: bool = False) -> str:
        return "".join(self._piece(child, plain=plain) for child in element.children)

    def _piece(self, child: PageElement, *, plain: bool) -> str:
        if not isinstance(child, Tag):
            return _escaped(str(child).replace("\n", " ")) if isinstance(child, NavigableString) else ""
        if child.name in {"br", "img"}:
            return "" if child.name == "img" else " " if plain else "\n"
        note = child.select_one("a[href^='#']") if child.name == "sup" else None
        if note is not None and (found := NOTE.fullmatch(str(note["href"]))) is not None:
            return f"[^{'' if found[1] == 'foot' else 'c'}{found[2]}]"
        inside = self._inline(child, plain=plain)
        if child.name == "a":
            return self._link(child, inside)
        if child.name in MARKS:
            return inside if plain else _marked(inside, MARKS[child.name])
        is_kept = child.name in KEPT and inside.strip()
        return f"<{child.name}>{inside}</{child.name}>" if is_kept else inside

    def _link(self, element: Tag, inside: str) -> str:
        address = str(element.get("href", "")).strip()
        if not address.startswith(("http://", "https://", "mailto:")) or not inside.strip():
            return inside
        if inside.strip().replace("\\", "") in {address, address.removeprefix("mailto:")}:
            return inside.replace("\\_", "_")
        return f"[{inside}](<{address}>)" if re.search(r"[\s()]", address) else f"[{inside}]({address})"

    def _table(self, table: Tag) -> str:
        found = (row for row in table.find_all("tr") if row.find_parent("table") is table)
        cells = (list(row.find_all(["td", "th"], recursive=False)) for row in found)
        rows = [row for row in cells if row]
        if not rows:
            return ""
        words = table.get_text(" ")
        if len(rows[0]) == COLUMNS and (HEAD.search(words) or SIGNATURE.search(words)):
            return self._columns(rows)
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around text
            return "\n\n".join(self._blocks(rows[0][0]))
        is_merged = any(cell.has_attr("colspan") or cell.has_attr("rowspan") for row in rows for cell in row)
        is_deep = any(len(cell.find_all([*LINES, "table", "img"])) > 1 for row in rows for cell in row)
        if is_merged or is_deep or len({len(row) for row in rows}) > 1 or len(rows) == 1:
            return self._html(rows)
        written = [[self._cell(cell).replace("|", "\\|") for cell in row] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in written]
        return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])

    def _cell(self, cell: Tag) -> str:
        paragraphs = [_lines(LABELLED.sub(r"\3 ", self._inline(one))) for one in cell.find_all(LINES)] or [
            self._inline(cell)
        ]
        return "<br>".join(line for one in paragraphs for line in one.split("\n") if line)

    def _columns(self, rows: list[list[Tag]]) -> str:
        """Return a table without lines as lines with a tab between the two columns, as Word pastes it."""
        found = []
        for row in rows:
            cells: list[list[str]] = [
                [line for line in self._cell(cell).split("<br>") if line] for cell in row
            ]
            left, right = [*cells, [], []][:COLUMNS]
            right += [line for cell in cells[COLUMNS:] for line in cell]
            for number in range(max(len(left), len(right))):
                pair = [side[number] if number < len(side) else "" for side in (left, right)]
                found.append("\t".join(pair))
        return "\n".join(found)

    def _html(self, rows: list[list[Tag]]) -> str:
        lines = ["<table>"]
        for number, row in enumerate(rows):
            cells = []
            for cell in row:
                name = "th" if number == 0 or cell.name == "th" else "td"
                spans = "".join(
                    f' {key}="{int(str(cell[key]))}"' for key in ("colspan", "rowspan") if cell.has_attr(key)
                )
                cells.append(f"<{name}{spans}>{_plain_html(cell)}</{name}>")
            lines.append(f"<tr>{''.join(cells)}</tr>")
        return "\n".join([*lines, "</table>"])


def _escaped(text: str) -> str:
    """Return text whose characters mean nothing in Markdown; addresses stay as they are, to become links."""
    escaped = ENTITY.sub("&amp;", SPECIAL.sub(r"\\\1", text))
    return ADDRESS.sub(lambda found: found[0].replace("\\_", "_"), escaped)


def _plain_html(cell: Tag) -> str:
    """Return what is in a cell as HTML of the contract: paragraphs as lines."""
    parts = []
    for one in cell.find_all([*LINES, "img"]) or [cell]:
        if one.name == "img":
            parts.append(f'<img src="{escape(str(one["src"]))}" alt="{escape(str(one.get("alt", "")))}">')
            continue
        if text := "".join(_html_piece(child) for child in one.children).strip():
            parts.append(text)
    return "<br>".join(parts)


def _html_piece(child: PageElement) -> str:
    if isinstance(child, NavigableString):
        return escape(SPACES.sub(" ", LABELLED.sub(r"\3 ", str(child)).replace("\n", " ")), quote=False)
    if not isinstance(child, Tag) or child.name == "img":
        return ""
    if child.name == "br":
        return "<br>"
    inside = "".join(_html_piece(one) for one in child.children)
    return (
        f"<{child.name}>{inside}</{child.name}>"
        if child.name in {*MARKS, *KEPT} and inside.strip()
        else inside
    )


def _marked(text: str, mark: str) -> str:
    """Return text between marks, which stand at letters: spaces and line ends go outside."""
    found = []
    for line in text.split("\n"):
        inside = line.strip()
        if not inside:
            found.append(line)
            continue
        before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        found.append(f"{before}{mark}{inside}{mark}{after}")
    return "\n".join(found)


def _lines(text: str) -> str:
    """Return text with one space between words and nothing at the ends of lines; pairs of marks without text between them are gone."""
    text = re.sub(r"\*\*\*\*|~~~~", "", text)
    lines = (SPACES.sub(" ", line).strip() for line in text.replace("\u00a0", " ").split("\n"))
    return "\n".join(line for line in lines if line)
