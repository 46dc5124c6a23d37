"""Two lines of a page's text with the words of a query in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from plugins.search.words import PLAIN, pattern_of

LENGTH = 150  # characters: two lines of the page on a desk, four on a phone
LINE_END = re.compile(r"(?<=([.:;,!?…]))\n|\n")
BEFORE = 40  # characters before the first word that was found
MOST_READ = 60_000  # characters that are looked through for words


class Piece(NamedTuple):
    """A piece of text; `marked` if the query asked for it."""

    text: str
    marked: bool = False


class Found(NamedTuple):
    """A word that was asked for, and where it stands."""

    start: int
    end: int
    folded: str


def marked(text: str, asked: Collection[str], beginning: str = "") -> list[Piece]:
    """Return a text in pieces, with the words marked that are among `asked` (without accents) or begin with `beginning`."""
    return list(_pieces(text, _found(text, asked, beginning), 0, len(text)))


def excerpt(text: str, asked: Collection[str], beginning: str = "") -> list[Piece]:
    """Return the part of a text that has most of the words asked for, marked; its beginning if it has none."""
    read = text[:MOST_READ]
    found = _found(read, asked, beginning)
    start = _start(read, found[_best(found)].start) if found else 0
    end = _end(read, start)
    pieces = list(
        _pieces(read, [word for word in found if start <= word.start and word.end <= end], start, end)
    )
    if start:
        pieces.insert(0, Piece("… "))
    if end < len(text.rstrip()):
        pieces.append(Piece(" …"))
    return pieces


def _found(text: str, asked: Collection[str], beginning: str) -> list[Found]:
    patterns = [*map(pattern_of, asked), *([f"{beginning}[a-z0-9]*"] if beginning else [])]
    if not patterns:
        return []
    sought = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])")
    return [Found(match.start(), match.end(), match[0]) for match in sought.finditer(text.translate(PLAIN))]


def _best(found: Sequence[Found]) -> int:
    """Return with which word the best excerpt begins: most distinct words, then most side by side, then the first."""
    best, best_worth = 0, (0, 0)
    inside: Counter[str] = Counter()
    touching = until = 0
    for index, word in enumerate(found):
        while until < len(found) and found[until].end <= word.start + LENGTH - BEFORE:
            inside[found[until].folded] += 1
            touching += until > index and _touch(found, until)
            until += 1
        worth = (len(inside), touching)
        if worth > best_worth:
            best, best_worth = index, worth
        inside[word.folded] -= 1
        if inside[word.folded] <= 0:
            del inside[word.folded]
        touching -= until > index + 1 and _touch(found, index + 1)
    return best


def _touch(found: Sequence[Found], index: int) -> bool:
    """Return whether a word stands side by side with another one before it."""
    before, word = found[index - 1], found[index]
    return before.end + 1 == word.start and before.folded != word.folded


def _start(text: str, first: int) -> int:
    """Return where the excerpt begins: with the line or, in a long one, a few words before the first that was found."""
    line = text.rfind("\n", 0, first) + 1
    if first - line <= BEFORE:
        return line
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first


def _end(text: str, start: int) -> int:
    if len(text) - start <= LENGTH:
        return len(text.rstrip())
    space = text.rfind(" ", start, start + LENGTH)
    line = text.rfind("\n", start, start + LENGTH)
    return max(space, line) if max(space, line) > start else start + LENGTH


def _pieces(text: str, found: Sequence[Found], start: int, end: int) -> Iterator[Piece]:
    last, index = start, 0
    while index < len(found):
        first = index
        while index + 1 < len(found) and text[found[index].end : found[index + 1].start] == " ":
            index += 1
        if found[first].start > last:
            yield Piece(_one_line(text[last : found[first].start]))
        last = found[index].end
        yield Piece(text[found[first].start : last], marked=True)
        index += 1
    if last < end:
        yield Piece(_one_line(text[last:end]))


def _one_line(text: str) -> str:
    """Return lines in one: with a dot between those that do not end as a sentence does, such as headings."""
    return LINE_END.sub(lambda end: " " if end[1] else " · ", text)
