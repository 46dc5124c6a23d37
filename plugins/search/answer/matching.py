"""Find and rank the pages that a query asks for.

Pages stand in this order, and newer before older among equals:

1. the words that were typed with accents stand in it with these;
2. the title is the query; the title has it as a phrase; the title has all its words; the text has it as a phrase; the
   words stand near each other; they stand anywhere;
3. it has the reader's own words, not synonyms;
4. it is in the language of the search page.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from plugins.search.answer.query import Query
from plugins.search.index.schema import IN_TITLE, whole_title

MOST = 1_000  # ranked pages
MOST_IN_TEXTS = 500  # of those that have words in their texts alone, of each kind
NEAR = 10  # words between
# Letters of an incomplete word that is searched in texts; titles have an index for two.
SHORTEST_BEGINNING = 3
STEPS = 1_000  # of SQLite's virtual machine between two looks at the clock
TIME_LIMIT = 0.2  # seconds
TIERS = (
    *(("titles", how) for how in ("equal", "phrase", "all")),
    *(("texts", how) for how in ("phrase", "near", "all")),
)

Row = tuple[int, str, str, str, int, int]
Variant = Sequence[Sequence[str]]
"""The phrases of a query, or of one with a synonym in it, as words without accents."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of pages, the best first. With `more` there are others that were not ranked, or time was up.

    `counts` has for each filter how many of the pages have each value, by slug and name.
    """

    numbers: Sequence[int] = ()
    more: bool = False
    counts: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)


def match(connection: sqlite3.Connection, query: Query, synonyms: Sequence[Variant] = ()) -> Matches:
    """Return the pages that have all words of a query, or of one of its variants with synonyms. Raises sqlite3.Error."""
    with _deadline(connection) as clock:
        if query.words:
            own = [phrase.folded for phrase in query.phrases]
            ranked, more = _ranked(_Sets(connection, query, clock), own, synonyms)
        else:
            newest = _Sets(connection, query, clock).newest()
            ranked, more = [newest], len(newest) == MOST
    # Numbers of pages rise with their date.
    groups = [sorted(group, reverse=True) for group in ranked]
    numbers = [number for group in groups for number in group]
    rows = _facts(connection, numbers[:MOST])
    found = {row[0] for row in rows}
    if query.order == "date":
        order = sorted(found, reverse=True)
    else:
        foreign = {row[0] for row in rows if row[1] != query.language}
        order = [
            number
            for group in groups
            for number in sorted(group, key=foreign.__contains__)
            if number in found
        ]
    return Matches(order, more or clock.is_late or len(numbers) > MOST, _counts(connection, rows))


def _ranked(sets: _Sets, own: Variant, synonyms: Sequence[Variant]) -> tuple[list[set[int]], bool]:
    """Return sets of pages of equal rank, the best first, each page once; and whether there may be more pages."""
    as_typed = {table: sets.accented(table) for table in ("titles", "texts")}
    ranked: list[set[int]] = []
    other_accents: list[set[int]] = []
    seen: set[int] = set()
    more = False

    def put(pages: set[int]) -> None:
        ranked.append(pages - seen)
        seen.update(pages)

    for table, how in TIERS:
        pages = sets.having(table, sets.expression(table, how, [own], is_own=True))
        more = more or len(pages) in {MOST, MOST_IN_TEXTS}
        typed = as_typed[table]
        put(pages if typed is None else pages & typed)
        other_accents.append(pages)
        if synonyms:
            put(sets.having(table, sets.expression(table, how, synonyms)))
        if len(seen) >= MOST:  # whatever follows comes after these
            return ranked, True
    for pages in other_accents:
        put(pages)
    return ranked, more


class _Clock:
    """A progress handler that interrupts SQLite when time is up."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.is_late = False

    def __call__(self) -> bool:
        self.is_late = self.is_late or time.monotonic() > self._end
        return self.is_late


@contextmanager
def _deadline(connection: sqlite3.Connection) -> Iterator[_Clock]:
    clock = _Clock(TIME_LIMIT)
    connection.set_progress_handler(clock, STEPS)
    try:
        yield clock
    finally:
        connection.set_progress_handler(None, 0)


class _Sets:
    """Sets of pages, each the newest MOST that an expression of FTS5 matches; none if time is up."""

    def __init__(self, connection: sqlite3.Connection, query: Query, clock: _Clock) -> None:
        self._connection = connection
        self._query = query
        self._clock = clock
        self._facts = " AND ".join(f'"{fact}"' for fact in query.facts)

    def newest(self) -> set[int]:
        """Return the newest pages that have the query's facts."""
        return self._numbers("titles", f"facts : ({self._facts})")

    def having(self, table: str, expression: str) -> set[int]:
        """Return the pages that match an expression, if it is not empty, and have the query's facts."""
        if not expression:
            return set()
        return self._numbers(
            table, f"{expression} AND facts : ({self._facts})" if self._facts else expression
        )

    def accented(self, table: str) -> set[int] | None:
        """Return the pages that have all accented words as typed, in the title or anywhere; None if none was typed."""
        mark = IN_TITLE if table == "titles" else ""
        typed = [_string((mark + word.accented,)) for word in self._query.words if word.has_accents]
        if typed and self._query.typing and self._query.words[-1].has_accents:
            typed[-1] += " *"
        return self._numbers("accents", " AND ".join(filter(None, [*typed, self._facts]))) if typed else None

    def expression(self, table: str, how: str, variants: Sequence[Variant], *, is_own: bool = False) -> str:
        """Return the expression that matches one of the variants: as a whole title, a phrase, near each other, or all words.

        The last word of the reader's own ones may be incomplete.
        """
        last = variants[0][-1][-1]
        begun = is_own and self._query.typing and (table == "titles" or len(last) >= SHORTEST_BEGINNING)
        parts = [_part(how, phrases, "*" if begun else "") for phrases in variants]
        known = [f"({part})" for part in parts if part]
        column = "facts" if how == "equal" else "words"
        return f"{column} : ({' OR '.join(known)})" if known else ""

    def _numbers(self, table: str, expression: str) -> set[int]:
        most = MOST_IN_TEXTS if table == "texts" else MOST
        command = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT {most}"  # noqa: S608 - our own tables
        try:
            return {number for (number,) in self._connection.execute(command, (expression,))}
        except sqlite3.OperationalError:
            if self._clock.is_late:
                return set()
            raise


def _part(how: str, phrases: Variant, beginning: str) -> str:
    whole = [word for phrase in phrases for word in phrase]
    if how == "equal":
        return "" if beginning else _string([whole_title(whole)])
    if how == "phrase":
        return f"{_string(whole)} {beginning}" if len(phrases) > 1 else ""
    strings = list(map(_string, phrases))
    if how == "near":
        return f"NEAR({' '.join(strings)}, {NEAR})" if len(phrases) > 1 and not beginning else ""
    strings[-1] += f" {beginning}"
    return " AND ".join(strings)


def _string(words: Sequence[str]) -> str:
    """Return words as a string of FTS5: they have letters, digits and marks only, so nothing is to be escaped."""
    return f'"{" ".join(words)}"'


def _facts(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    command = (
        "SELECT id, language, kind, year, department, category FROM page "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return connection.execute(command, (json.dumps(numbers),)).fetchall()


def _counts(connection: sqlite3.Connection, rows: Sequence[Row]) -> dict[str, dict[tuple[str, str], int]]:
    if not rows:
        return {}
    _, _, kinds, years, departments, categories = (Counter(column) for column in zip(*rows, strict=True))
    sections = {
        number: (slug, name)
        for number, name, slug in connection.execute("SELECT id, name, slug FROM section")
        if slug
    }

    def named(counter: Counter[int]) -> dict[tuple[str, str], int]:
        return {sections[number]: count for number, count in counter.items() if number in sections}

    return {
        "don-vi": named(departments),
        "chuyen-muc": named(categories),
        "nam": {(year, year): count for year, count in years.items() if year},
        "loai": {(kind, kind): count for kind, count in kinds.items()},
    }
