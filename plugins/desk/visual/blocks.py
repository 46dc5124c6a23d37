"""Split a Markdown text into blocks, and join them again.

Joined, the blocks are the text byte for byte. A block is rendered by itself exactly as within the whole text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from plugins.contract.body.render import BodyRenderer
from plugins.desk.visual.markdown import UnknownError, markdown_of
from plugins.desk.visual.shown import elements_of, has_known_attributes, is_well_formed, shown, shown_of

_log = logging.getLogger(__name__)
LINE = re.compile(r"[^\n]*\n|[^\n]+")
# `[name]: address`, `[^1]: note`, `*[UBND]: Ủy ban nhân dân`: what other blocks refer to.
DEFINITION = re.compile(r"^ {0,3}(?:\[[^\]\n]+\]|\*\[[^\]\n]+\]):.*(?:\n(?: {4}|\t).*)*", re.MULTILINE)
UNSEEN = re.compile(r"<!--|\{[#:.]")  # comments and attributes, which would be lost
# Parts, separated by blank lines, that may form one element: a list whose items have paragraphs.
MOST_JOINED = 30
MOST_PARTS = 1_500
CAN_BE_EMPTY = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"})

HOLDS_TEXT = CAN_BE_EMPTY | {"li", "br", "strong", "em", "s", "a", "sup", "sub", "code"}


class Block(NamedTuple):
    """A part of a text with the blank lines that follow it, and what readers see of it.

    Only an editable one is a single element that Markdown can be made of; `html` is empty for definitions.
    """

    source: str
    html: str
    is_editable: bool


class NotInBlocksError(Exception):
    """A text cannot be shown as blocks (it is rejected or too long), or HTML does not come from the editor."""


class Change(NamedTuple):
    """A block as the editor returns it: its HTML, and its source, None if the block was edited."""

    html: str
    source: str | None


class Joined(NamedTuple):
    """The text and the source of each block; or, if some blocks would not render as shown, only the indexes of these."""

    text: str = ""
    sources: Sequence[str] = ()
    wrong: Sequence[int] = ()


def blocks_of(renderer: BodyRenderer, text: str) -> list[Block]:
    """Return a text as blocks. Raises NotInBlocksError."""
    body = renderer.render(text)
    parts = _parts(text)
    if text.strip() and not body.html.strip():
        raise NotInBlocksError
    if len(parts) > MOST_PARTS:
        raise NotInBlocksError
    return list(_Splitting(parts, elements_of(body.html), definitions_of(text), renderer).blocks())


def join_blocks(renderer: BodyRenderer, changes: Sequence[Change]) -> Joined:
    """Join blocks to a text if each renders as it is shown. Raises NotInBlocksError for HTML that no browser writes."""
    if not all(is_well_formed(change.html) for change in changes):
        raise NotInBlocksError
    definitions = definitions_of("\n\n".join(change.source for change in changes if change.source))
    made = [
        _source_of(change.html, definitions, renderer) if change.source is None else change.source
        for change in changes
    ]
    sources = [source for source in made if source is not None]
    if len(sources) < len(made):
        return Joined(wrong=[number for number, source in enumerate(made) if source is None])
    text = _text(sources)
    different = _first_different(text, changes, renderer)
    return Joined(text, sources, []) if different is None else Joined(wrong=[different])


def definitions_of(text: str) -> str:
    """Return the definitions of a text (links, footnotes, abbreviations), which a block needs to render by itself."""
    return "\n\n".join(match[0] for match in DEFINITION.finditer(text))


def _parts(text: str) -> list[str]:
    """Return a text in parts, each with the blank lines that follow it; blank lines at the beginning belong to the first."""
    parts: list[list[str]] = [[]]
    has_words = is_ended = False  # the last part: whether it has any, and whether a blank line follows
    for line in LINE.findall(text):
        is_blank = not line.strip()
        if is_ended and not is_blank:
            parts.append([])
            has_words = False
        parts[-1].append(line)
        has_words = has_words or not is_blank
        is_ended = is_blank and has_words
    return ["".join(part) for part in parts if part]


class _Splitting:
    """Walks through the parts of a text and the elements of its page at the same time."""

    def __init__(
        self, parts: Sequence[str], elements: Sequence[LexborNode], definitions: str, renderer: BodyRenderer
    ) -> None:
        self._parts, self._elements, self._definitions = parts, elements, definitions
        self._shown = [shown(element) for element in elements]
        self._renderer = renderer

    def blocks(self) -> Iterator[Block]:
        place, number, unknown = 0, 0, ""
        while number < len(self._parts):
            size = self._size(number, place) if not unknown else 0
            if size:
                source = "".join(self._parts[number : number + size])
                count = len(self._of(source))
                yield self._block(source, place, place + count)
                place, number = place + count, number + size
                continue
            if unknown and (found := self._resumed(number, place)) is not None:
                yield self._block(unknown, place, found, is_known=False)
                place, unknown = found, ""
                continue
            unknown += self._parts[number]
            number += 1
        if unknown or place < len(self._elements):
            yield self._block(unknown, place, len(self._elements), is_known=False)

    def _size(self, number: int, place: int) -> int:
        """Return how many parts, from `number` on, render by themselves as the elements from `place` on; 0 if no number does."""
        for size in range(1, min(MOST_JOINED, len(self._parts) - number) + 1):
            own = self._of("".join(self._parts[number : number + size]))
            if own is not None and own == self._shown[place : place + len(own)]:
                return size
        return 0

    def _resumed(self, number: int, place: int) -> int | None:
        """Return the index, after `place`, of the elements that a part renders to; None if there is none."""
        own = self._of(self._parts[number])
        if not own:
            return None
        ends = range(place + 1, len(self._shown) - len(own) + 1)
        return next((at for at in ends if self._shown[at : at + len(own)] == own), None)

    def _of(self, source: str) -> list[str]:
        """Return the canonical elements of a part rendered by itself; for a rejected part a value that no page contains."""
        html = self._renderer.render(f"{source}\n\n{self._definitions}").html
        if not html.strip() and DEFINITION.sub("", source).strip():
            return ["rejected"]
        return shown_of(html)

    def _block(self, source: str, start: int, end: int, *, is_known: bool = True) -> Block:
        elements = self._elements[start:end]
        html = "".join(element.html or "" for element in elements)
        is_editable = (
            is_known
            and len(elements) == 1
            and not UNSEEN.search(source)
            and has_known_attributes(elements[0])
            and self._is_editable(elements[0], self._shown[start])
        )
        return Block(source, html, is_editable)

    def _is_editable(self, element: LexborNode, expected: str) -> bool:
        source = _markdown(element)
        return source is not None and self._of(source) == [expected]


def _markdown(element: LexborNode) -> str | None:
    try:
        return markdown_of(element)
    except UnknownError:
        return None
    except Exception:  # noqa: BLE001 - an error here must cost this block alone, not what is typed after it
        _log.exception(
            "An element <%s> cannot be written as Markdown", element.tag
        )  # its text is nobody's business
        return None


def _source_of(html: str, definitions: str, renderer: BodyRenderer) -> str | None:
    """Return the Markdown of an edited block, "" for an empty one; None if it would not render as shown."""
    elements = elements_of(html)
    if all(map(_is_empty, elements)):
        return ""
    if len(elements) != 1:
        return None
    source = _markdown(elements[0])
    if source is None:
        return None
    rendered = renderer.render(f"{source}\n\n{definitions}").html
    return source if shown_of(rendered) == [shown(elements[0])] else None


def _text(sources: Sequence[str]) -> str:
    """Join sources: unedited blocks bring the blank lines that follow them, edited ones get one."""
    text = ""
    for source in filter(None, sources):
        if text and not text.endswith("\n\n"):
            text = f"{text.rstrip()}\n\n" if text.strip() else text
        text += source
    return text if text.endswith("\n") or not text else f"{text}\n"


def _first_different(text: str, changes: Sequence[Change], renderer: BodyRenderer) -> int | None:
    """Return the index of the first block that does not render as shown within the whole text, None if all do."""
    elements = elements_of(renderer.render(text).html)
    found, place = [shown(element) for element in elements if not _is_empty(element)], 0
    for number, change in enumerate(changes):
        expected = [shown(element) for element in elements_of(change.html) if not _is_empty(element)]
        if found[place : place + len(expected)] != expected:
            return number
        place += len(expected)
    return None if place == len(found) else len(changes) - 1


def _is_empty(element: LexborNode) -> bool:
    """Return whether a block is still empty, such as a new paragraph."""
    return (
        element.tag in CAN_BE_EMPTY
        and not (element.text() or "").strip()
        and all(child.tag in HOLDS_TEXT for child in element.css("*"))
    )
