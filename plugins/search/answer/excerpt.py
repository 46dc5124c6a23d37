"""Two lines of a page's text with the words of a query in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from plugins.search.words import PLAIN, WORD, pattern_of

LENGTH = 150  # characters: two lines of the page on a desk, four on a phone
LINE_END = re.compile(r"(?<=([.:;,!?…]))\n|\n")
SENTENCE_END, COMMA = re.compile(r"[.:;!?…)](?=\s)|(?=\n)"), re.compile(r",(?=\s)")
BEFORE = 40  # characters before the first word that was found
NEAR_END = 50  # characters before LENGTH, among which the excerpt rather ends with a sentence or at a comma
BETWEEN = "[^a-z0-9]{1,3}"  # words of a phrase, e.g. a comma and a space
MOST_READ = 60_000  # characters that are looked through for words


Phrase = Sequence[str]
"""Words without accents that count only side by side; most have one."""


class Piece(NamedTuple):
    """A piece of text; `marked` if the query asked for it."""

    text: str
    marked: bool = False


class Found(NamedTuple):
    """A word that was asked for, and where it stands."""

    start: int
    end: int
    folded: str


def marked(text: str, asked: Collection[Phrase], beginning: str = "") -> list[Piece]:
    """Return a text in pieces, with the phrases marked that are among `asked` and the words that begin with `beginning`."""
    return list(_pieces(text, _found(text, asked, beginning)))


def excerpt(text: str, asked: Collection[Phrase], beginning: str = "") -> list[Piece]:
    """Return the part of a text that has most of the words asked for, marked; its beginning if it has none."""
    read = text[:MOST_READ]
    found = _found(read, asked, beginning)
    start = _start(read, found[_best(found)].start) if found else 0
    last = max((word.end for word in found if word.end <= start + LENGTH), default=start)
    end = _end(read, start, last)
    pieces = marked(read[start:end], asked, beginning)  # without a phrase that is cut off
    if start:
        pieces.insert(0, Piece("… "))
    if end < len(text.rstrip()):
        pieces.append(Piece(" …"))
    return pieces


def _found(text: str, asked: Collection[Phrase], beginning: str) -> list[Found]:
    """Return the words of the phrases that a text has, longer phrases before their parts."""
    longest_first = sorted(asked, key=len, reverse=True)
    patterns = [BETWEEN.join(map(pattern_of, phrase)) for phrase in longest_first]
    patterns += [f"{beginning}[a-z0-9]*"] if beginning else []
    if not patterns:
        return []
    sought = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])")
    return [
        Found(phrase.start() + word.start(), phrase.start() + word.end(), word[0])
        for phrase in sought.finditer(text.translate(PLAIN))
        for word in WORD.finditer(phrase[0])
    ]


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


def _end(text: str, start: int, last: int) -> int:
    """Return where the excerpt ends: with the text, a sentence, at a comma, or with a word; not before `last`.

    It does not end at the comma after the word that ends at `last`, of which the reader would see the beginning alone.
    """
    if len(text) - start <= LENGTH:
        return len(text.rstrip())
    near = start + LENGTH - NEAR_END
    for pattern, since in ((SENTENCE_END, last), (COMMA, last + 1)):
        ends = [found.end() for found in pattern.finditer(text, max(since, near), start + LENGTH)]
        if ends:
            return ends[-1]
    space = text.rfind(" ", start, start + LENGTH)
    line = text.rfind("\n", start, start + LENGTH)
    return max(space, line) if max(space, line) > start else start + LENGTH


def _pieces(text: str, found: Sequence[Found]) -> Iterator[Piece]:
    last = index = 0
    while index < len(found):
        first = index
        while index + 1 < len(found) and text[found[index].end : found[index + 1].start] == " ":
            index += 1
        if found[first].start > last:
            yield Piece(_one_line(text[last : found[first].start]))
        last = found[index].end
        yield Piece(text[found[first].start : last], marked=True)
        index += 1
    if last < len(text):
        yield Piece(_one_line(text[last:]))


def _one_line(text: str) -> str:
    """Return lines in one: with a dot between those that do not end as a sentence does, such as headings."""
    return LINE_END.sub(lambda end: " " if end[1] else " · ", text)
