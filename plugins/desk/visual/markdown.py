"""Convert one block of the portal's HTML to Markdown. `blocks.py` checks that the result renders to the same HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, zip_longest

from selectolax.lexbor import LexborNode

from plugins.contract.body.lists import ANY_SIGN
from plugins.desk.visual.shown import (
    MARKS,
    Piece,
    address_of,
    children_of,
    classes_of,
    is_inline,
    pieces_of,
)

SIGNS = {"strong": "**", "em": "*", "del": "~~", "code": "`"}
ORDER = ("strong", "em", "del", "sup", "sub", "code")
SPECIAL = re.compile(r"([`*_\[\]<~]|\\(?=[!-/:-@\[-`{-~]|$))")  # `C:\Users` needs no second backslash
SIGN_BEGINS = re.compile(rf"^(?=[^!-~])({ANY_SIGN})(?=[ \t])", re.MULTILINE)  # a dash or bullet of Word's
ADDRESS = re.compile(r"((?:https?://|www\.)[^\s<>\[\]`]+)")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_BEGINS = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+=](?=[\s=-]|$)|\||:(?=\s))", re.MULTILINE)
NUMBER_BEGINS = re.compile(r"^(\d{1,9}|[a-zđA-ZĐ])([.)])(?=\s|$)", re.MULTILINE)
INDENT = "    "
LONGEST_NUMBER = 10  # digits
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
ALIGNED = {"align-left": ":---", "align-center": ":---:", "align-right": "---:"}
MERGED = ("colspan", "rowspan")


class UnknownError(Exception):
    """An element cannot be written as Markdown."""


def markdown_of(node: LexborNode) -> str:
    """Return a top element of the portal's HTML as Markdown, without a line end. Raises UnknownError."""
    return "\n".join(_block(node))


def _block(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    if tag == "p":
        yield _text(node)
    elif tag in HEADINGS:
        yield f"{'#' * int(tag[1])} {_line(_pieces(node))}"
    elif tag in {"ul", "ol"}:
        yield from _list(node)
    elif tag == "blockquote":
        inside = "\n\n".join("\n".join(_block(child)) for child in _blocks(node))
        yield from (f"> {line}".rstrip() for line in inside.split("\n"))
    elif tag == "hr":
        yield "---"
    elif tag == "table":
        yield from _table(node)
    elif tag == "figure":
        yield _figure(node)
    elif "gallery" in classes_of(node):
        yield from map(_figure, _blocks(node))
    elif "sides" in classes_of(node):
        yield from _sides(node)
    else:
        raise UnknownError(tag)


def _blocks(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the block children of an element. Raises UnknownError if there is text between them."""
    for group in children_of(node):
        if not is_inline(group[0]):
            yield group[0]
        elif pieces_of(group):
            raise UnknownError(node.tag)


def _pieces(node: LexborNode) -> list[Piece]:
    """Return the text of an element that has no blocks. Raises UnknownError if it has some."""
    groups = list(children_of(node))
    if any(not is_inline(group[0]) for group in groups):
        raise UnknownError(node.tag)
    return pieces_of(groups[0]) if groups else []


def _text(node: LexborNode) -> str:
    return _lines(_pieces(node))


def _lines(pieces: Sequence[Piece]) -> str:
    """Return the text of a paragraph; what would begin a list, heading or quotation is escaped."""
    said = _written(pieces)
    said = SIGN_BEGINS.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", said)
    return NUMBER_BEGINS.sub(r"\1\\\2", LINE_BEGINS.sub(r"\\\1", said)).replace("\n", "  \n")


def _line(pieces: Sequence[Piece]) -> str:
    """Return text for one line: that of a heading. Raises UnknownError for a line break."""
    if any(piece.atom == "\n" for piece in pieces):
        raise UnknownError("br")
    return _written(pieces)


def _written(pieces: Sequence[Piece]) -> str:
    """Return text with its marks: links outside, then those of ORDER."""
    found = []
    for link, group in groupby(_with_inner_spaces(pieces, "a "), _link):
        inside = _with_marks(list(group), ORDER)
        found.append(f"[{inside}]({address_of(link)})" if link else inside)
    return "".join(found)


def _link(piece: Piece) -> str:
    return next((mark[2:] for mark in piece.marks if mark.startswith("a ")), "")


def _with_marks(pieces: Sequence[Piece], order: Sequence[str]) -> str:
    if not order:
        return "".join(piece.atom or _escaped(piece.text) for piece in pieces)
    mark, *others = order
    found = []
    runs = [
        (is_marked, list(group))
        for is_marked, group in groupby(_with_inner_spaces(pieces, mark), lambda piece: mark in piece.marks)
    ]
    for place, (is_marked, run) in enumerate(runs):
        if mark == "code" and is_marked:
            found.append(_code(run))
            continue
        inside = _with_marks(run, others)
        if is_marked:
            before = runs[place - 1][1][-1].text[-1:] if place else ""
            after = runs[place + 1][1][0].text[:1] if place + 1 < len(runs) else ""
            is_inside = (
                before.isalnum() or after.isalnum()
            )  # Markdown sees no bold word in the middle of another one
            sign = None if is_inside else SIGNS.get(mark)
            inside = f"{sign}{inside}{sign}" if sign else f"<{mark}>{inside}</{mark}>"
        found.append(inside)
    return "".join(found)


def _with_inner_spaces(pieces: Sequence[Piece], mark: str) -> list[Piece]:
    """Return pieces in which a space between two pieces with a mark has that mark, too."""
    found = list(pieces)
    for number in range(1, len(found) - 1):
        before, piece, after = found[number - 1 : number + 2]
        if piece.text != " " or piece.atom:
            continue
        both = before.marks & after.marks
        found[number] = Piece(
            " ", piece.marks | {one for one in both if one == mark or (mark == "a " and one.startswith("a "))}
        )
    return found


def _code(run: Sequence[Piece]) -> str:
    text = "".join(piece.text for piece in run)
    if "`" in text or any(piece.atom for piece in run):
        raise UnknownError("code")
    return f"`{text}`"


def _escaped(text: str) -> str:
    """Escape the special characters of Markdown, except in bare addresses, which the portal turns into links."""
    parts = ADDRESS.split(text)
    parts[::2] = [ENTITY.sub("&amp;", SPECIAL.sub(r"\\\1", part)) for part in parts[::2]]
    return "".join(parts)


def _list(node: LexborNode) -> Iterator[str]:
    start = node.attributes.get("start") or "1"
    number = int(start) if start.isascii() and start.isdecimal() and len(start) < LONGEST_NUMBER else 1
    bullet = "" if "marked" in classes_of(node) else "- "
    items = list(_blocks(node))
    is_loose = [any(group[0].tag == "p" for group in children_of(item)) for item in items]
    for place, item in enumerate(items):
        if item.tag != "li":
            raise UnknownError(item.tag)
        if place and (is_loose[place] or is_loose[place - 1]):
            yield ""
        mark = f"{number + place}. " if node.tag == "ol" else bullet
        yield from _item(item, mark)


def _item(item: LexborNode, mark: str) -> Iterator[str]:
    is_first = True
    for group in children_of(item):
        if is_inline(group[0]):
            pieces = pieces_of(group)
            if not pieces:
                continue
            said = _written(pieces) if not mark else _lines(pieces)
            lines, is_paragraph = said.split("\n"), False
        else:
            child = group[0]
            if is_first and child.tag != "p":
                raise UnknownError("li")
            lines, is_paragraph = list(_block(child)), child.tag not in {"ul", "ol"}
        for place, line in enumerate(lines):
            if is_first and place == 0:
                yield f"{mark}{line}"
                continue
            if is_paragraph and place == 0:
                yield ""
            yield f"{INDENT}{line}" if line else ""
        is_first = False
    if is_first:
        raise UnknownError("li")


def _figure(node: LexborNode) -> str:
    """Return a picture with its caption as title. Raises UnknownError for a caption with marks, which a title cannot have."""
    pictures, captions = node.css("img"), node.css("figcaption")
    if len(pictures) != 1 or len(captions) > 1:
        raise UnknownError("figure")
    (picture,) = pieces_of(pictures)
    said = pieces_of(captions[0].iter(include_text=True)) if captions else []
    if any(piece.atom or piece.marks for piece in said):
        raise UnknownError("figcaption")
    caption = "".join(piece.text for piece in said).replace('"', "”")
    return f'{picture.atom[:-1]} "{caption}")' if caption else picture.atom


def _sides(node: LexborNode) -> Iterator[str]:
    """Yield the two columns of an administrative document as lines with a tab between them."""
    columns = [_written(_pieces(column)).split("\n") for column in _blocks(node)]
    if len(columns) != 2:  # noqa: PLR2004 - two columns
        raise UnknownError("div")
    for left, right in zip_longest(*columns, fillvalue=""):
        yield f"{left}\t{right}" if right else left


def _table(node: LexborNode) -> Iterator[str]:
    rows = [[*_blocks(row)] for row in _blocks(node)]
    if not rows or any(not row or row[0].parent is None for row in rows):
        raise UnknownError("table")
    cells = [cell for row in rows for cell in row]
    if any(cell.tag not in {"td", "th"} for cell in cells):
        raise UnknownError("table")
    is_plain = (
        len({len(row) for row in rows}) == 1
        and len(rows) > 1
        and all(cell.tag == "th" for cell in rows[0])
        and all(cell.tag == "td" for row in rows[1:] for cell in row)
        and not any(cell.attributes.get(name) for cell in cells for name in MERGED)
    )
    if not is_plain:
        yield from _html_table(rows)
        return
    head, *body = rows
    yield f"| {' | '.join(map(_cell, head))} |"
    rules = [next((ALIGNED[name] for name in classes_of(cell) if name in ALIGNED), "---") for cell in head]
    yield f"| {' | '.join(rules)} |"
    for row in body:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(cell: LexborNode) -> str:
    return _written(_pieces(cell)).replace("\n", "<br>").replace("|", "\\|")


def _html_table(rows: Sequence[Sequence[LexborNode]]) -> Iterator[str]:
    yield "<table>"
    for row in rows:
        cells = []
        for cell in row:
            spans = "".join(
                f' {name}="{cell.attributes[name]}"' for name in MERGED if cell.attributes.get(name)
            )
            cells.append(f"<{cell.tag}{spans}>{_html(_pieces(cell))}</{cell.tag}>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table>"


def _html(pieces: Sequence[Piece]) -> str:
    found = []
    for piece in pieces:
        if piece.atom and piece.atom != "\n":
            raise UnknownError("img")
        inside = "<br>" if piece.atom else escape(piece.text, quote=False)
        for mark in sorted(piece.marks):
            if mark in MARKS:
                inside = f"<{mark}>{inside}</{mark}>"
            else:
                inside = f'<a href="{escape(mark[2:])}">{inside}</a>'
        found.append(inside)
    return "".join(found)
