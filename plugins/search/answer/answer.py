"""The answer to a query: a page of results, or those of what it may have meant."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plugins.search.answer.correction import corrected
from plugins.search.answer.excerpt import Piece, excerpt, marked
from plugins.search.answer.matching import match
from plugins.search.answer.query import Query
from plugins.search.answer.synonyms import Group, variants
from plugins.search.index.following import current
from plugins.search.published import Page
from plugins.search.words import words

PAGE_SIZE = 10
Counts = Mapping[str, Mapping[tuple[str, str], int]]


@dataclass(frozen=True, slots=True)
class Result:
    """A page, with the pieces of its title and text in which the words are marked."""

    page: Page
    title: Sequence[Piece]
    excerpt: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Answer:
    """Results of one page out of `total` (with `more`, at least that many).

    `meant` is what the results are for, if the query that was asked found nothing; otherwise "".
    """

    query: Query
    results: Sequence[Result] = ()
    total: int = 0
    more: bool = False
    counts: Counts = field(default_factory=dict)
    meant: str = ""

    @property
    def pages(self) -> int:
        """Number of pages of results."""
        return -(-self.total // PAGE_SIZE)


def answer(
    connection: sqlite3.Connection, root: Path, query: Query, synonyms: Sequence[Group] = ()
) -> Answer:
    """Answer a query from an index, with pages as they are published below a folder.

    Raises TimeoutError if nothing was found in time, which is not the same as no result; and sqlite3.Error.
    """
    if query.is_empty:
        return Answer(query)
    known = variants(query, synonyms)
    matches = match(connection, query, known)
    if matches.more and not matches.numbers:
        raise TimeoutError
    meant = None
    if not matches.numbers and query.words:
        meant = corrected(connection, query)
        if meant is not None:
            known = variants(meant, synonyms)
            matches = match(connection, meant, known)
    asked = meant or query
    first = (query.page - 1) * PAGE_SIZE
    sought = {(word.folded,) for word in asked.words} | {
        tuple(phrase) for phrases in known for phrase in phrases
    }
    numbers = matches.numbers[first : first + PAGE_SIZE]
    pages = [page for number in numbers if (page := current(connection, root, number)) is not None]
    results = [_result(page, sought, asked) for page in pages]
    said = _as_written(results, meant) if meant else ""
    return Answer(query, results, len(matches.numbers), matches.more, matches.counts, said)


def _as_written(results: Sequence[Result], meant: Query) -> str:
    """Return a query without accents as the first result with these words side by side writes it."""
    folded = [word.folded for word in meant.words]
    for piece in (piece for result in results for piece in (*result.title, *result.excerpt) if piece.marked):
        if [word.folded for word in words(piece.text)] == folded:
            return piece.text.lower()
    return meant.text


def suggestions(connection: sqlite3.Connection, root: Path, query: Query, most: int) -> list[Page]:
    """Return the pages that a reader who is typing may mean, the best first. Raises sqlite3.Error."""
    if query.is_empty:
        return []
    pages = (current(connection, root, number) for number in match(connection, query).numbers[:most])
    return [page for page in pages if page is not None]


def _result(page: Page, sought: set[tuple[str, ...]], query: Query) -> Result:
    beginning = query.words[-1].folded if query.typing and query.words else ""
    text = excerpt(page.text, sought, beginning)
    if not any(piece.marked for piece in text):
        text = marked(page.summary, sought, beginning) or text
    return Result(page, marked(page.title, sought, beginning), text)
