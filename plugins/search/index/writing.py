"""Write pages into the tables of an index, the full text in a second thread."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import chain
from types import TracebackType
from typing import NamedTuple, Self

from plugins.search.index.schema import FULL_TEXT, rows_of
from plugins.search.published import Page, Section
from plugins.search.words import IndexedWords

IN_A_SECOND = 1024  # numbers; more pages of one second take those of the next
THREAD = "search-writing"
ROWS = 100  # in one statement; SQLite before 3.32 allows 999 values


class Entry(NamedTuple):
    """What is written of a page: all but its text, the compressed text, and a row for each of FULL_TEXT."""

    page: Page
    text: bytes
    rows: list[tuple[str, str]]


class Writer:
    """Writes pages in the transaction of a connection, which must not be used elsewhere between `start` and `wait`.

    SQLite needs a quarter of the time of an index, and Python's lock only between two statements: with a hundred rows in
    each, a second thread writes one batch while the first one reads the next. One row in each would wait for the first
    thread, for up to five milliseconds a row.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._indexed = IndexedWords()
        self._rows: list[
            tuple[str | None, int, list[tuple[str, str]]]
        ] = []  # command, number, row of each table
        self._texts: list[tuple[int, str, str, str, bytes]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=THREAD)
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the thread, after an exception too: the caller ends the transaction."""
        self._thread.shutdown()

    def entry(self, page: Page) -> Entry:
        """Return what is to be written of a page. This may be called at any time."""
        body = zlib.compress(page.text.encode(), 1)
        return Entry(replace(page, text=""), body, rows_of(page, self._indexed))

    def add(self, entry: Entry) -> int:
        """Add a page and return its number; the full text is written after `start`."""
        page = entry.page
        number = self._free_number(page)
        sections = [self._section(section) for section in (page.department, page.category)]
        self._connection.execute(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, page.path, page.kind, page.language, page.date, page.date[:4], *sections),
        )
        self._texts.append((number, page.title, page.summary, page.names, entry.text))
        self._rows.append((None, number, entry.rows))
        return number

    def remove(self, number: int, page: Page) -> None:
        """Remove a page that was written as `page` before `start`: a contentless table has to be given what it was given."""
        self._rows.append(("delete", number, rows_of(page, self._indexed)))
        self._connection.execute("DELETE FROM page WHERE id = ?", (number,))
        self._connection.execute("DELETE FROM text WHERE id = ?", (number,))

    def start(self) -> None:
        """Begin to write what was added and removed."""
        self._writing = self._thread.submit(self._write, self._rows, self._texts)
        self._rows, self._texts = [], []

    def wait(self) -> None:
        """Wait until what was started is written. Raises sqlite3.Error."""
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _write(
        self,
        rows: list[tuple[str | None, int, list[tuple[str, str]]]],
        texts: list[tuple[int, str, str, str, bytes]],
    ) -> None:
        # FTS5 writes out what it has in memory whenever a row has a lower number than the one before. A page that was
        # removed stands before one that takes its number.
        rows.sort(key=lambda row: row[1])
        for column, table in enumerate(FULL_TEXT):
            self._insert(
                f"{table}({table}, rowid, words, facts)",
                [(command, number, *row[column]) for command, number, row in rows],
            )
        self._insert("text", texts)

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            places = f"({', '.join('?' * len(some[0]))})"
            self._connection.execute(
                f"INSERT INTO {table} VALUES {', '.join([places] * len(some))}",  # noqa: S608 - names of our own tables
                list(chain.from_iterable(some)),
            )

    def _section(self, section: Section) -> int:
        """Return the number of a department or category, which is kept when its last page has gone."""
        self._connection.execute("INSERT OR IGNORE INTO section (name, slug) VALUES (?, ?)", section)
        row: tuple[int] = self._connection.execute(
            "SELECT id FROM section WHERE name = ? AND slug = ?", section
        ).fetchone()
        return row[0]

    def _free_number(self, page: Page) -> int:
        """Return the first free number for a page of this date; pages without a date count as the oldest."""
        seconds = int(datetime.fromisoformat(page.date).timestamp()) + 62_135_596_800 if page.date else 0
        number = max(0, seconds) * IN_A_SECOND + 1
        for (taken,) in self._connection.execute("SELECT id FROM page WHERE id >= ? ORDER BY id", (number,)):
            if taken != number:
                break
            number += 1
        return number
