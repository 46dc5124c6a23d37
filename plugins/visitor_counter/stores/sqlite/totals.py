"""Permanent data in the SQLite file: numbers by day, reason and page."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.sqlite.errors import LINK, store_unavailable
from plugins.visitor_counter.stores.sqlite.file import MOVES, connected, reading, require
from plugins.visitor_counter.stores.store import StoreUnavailable

ADD = {
    "days": "INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
    "refused": "INSERT INTO refused VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
    "reads": "INSERT INTO reads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
}
REMOVE_EMPTY = {
    "days": "DELETE FROM days WHERE visits = 0",
    "refused": "DELETE FROM refused WHERE views = 0",
    "answers": "DELETE FROM answers WHERE visits = 0",
}
KEY_COLUMNS = {Kind.VISITS: 1, Kind.REJECTED: 2, Kind.ANSWERS: 3}
ALL_NUMBERS = """
    SELECT 'days', day, '', 0, visits FROM days UNION ALL
    SELECT 'refused', day, reason, 0, views FROM refused UNION ALL
    SELECT 'answers', day, page, helpful, visits FROM answers
"""


class SQLiteTotals:
    """The methods of `Store` that read and write permanent data, through a connection of their own.

    A counter in this or another process notices changes and reads the file again.
    """

    def __init__(self, settings: Settings) -> None:
        self._named = Path(settings.store)
        self._path = self._named.resolve()  # two names of one file share one lock
        self._create = settings.create

    def report(self) -> Report:
        with self._reading() as database:
            return read_report(database)

    def days(self) -> Mapping[date, int]:
        with self._reading() as database:
            rows = database.execute("SELECT day, visits FROM days")
            return {date.fromisoformat(day): visits for day, visits in rows}

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        with self._reading() as database:
            return database.execute(
                "SELECT page, sum(visits) FROM reads WHERE day BETWEEN ? AND ? GROUP BY page ORDER BY 2 DESC, 1 LIMIT ?",
                (first.isoformat(), last.isoformat(), most),
            ).fetchall()

    def change(self, change: Callable[[Report], Report]) -> Report:
        with self._writing() as database:
            held = read_report(database)
            changed = change(held)
            add_report(database, changed.added_to(held))
            return changed

    def _prepare(self) -> None:
        """Check that the file exists, or create the folder for a new one. Raises NoStoreError, OSError."""
        if not self._create:
            require(self._path)
        elif self._named.is_symlink() and not self._path.exists():
            # A planted link could make this account create a file anywhere it may write.
            raise StoreUnavailable(f"{self._path}: {LINK}")
        self._path.parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with store_unavailable(self._path), reading(self._path) as database:
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction, which is rolled back by closing the connection after an error."""
        with store_unavailable(self._path):
            self._prepare()
            with closing(connected(self._path, create=self._create)) as database:
                database.execute("BEGIN IMMEDIATE")
                yield database
                database.execute("COMMIT")


def read_report(database: sqlite3.Connection) -> Report:
    """Read the permanent data. Raises sqlite3.Error."""
    (opening,) = database.execute("SELECT total FROM opening").fetchone()
    numbers = {
        Key(Kind(kind), date.fromisoformat(day), name, bool(helpful)): n
        for kind, day, name, helpful, n in database.execute(ALL_NUMBERS)
    }
    adjustments = (Adjustment(*row) for row in database.execute("SELECT * FROM adjustments ORDER BY rowid"))
    return Report(opening, numbers, tuple(adjustments), tuple(map(DayMove.unpacked, read_traces(database))))


def read_traces(database: sqlite3.Connection) -> list[str]:
    """Read the records of moved days."""
    if database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'moves'").fetchone() is None:
        return []
    return [trace for (trace,) in database.execute("SELECT trace FROM moves ORDER BY rowid")]


def add_report(database: sqlite3.Connection, added: Report) -> None:
    """Write what `Report.added_to` returns. Raises sqlite3.Error."""
    database.execute("UPDATE opening SET total = ?", (added.opening,))
    for key, number in added.numbers.items():
        columns = key.day.isoformat(), key.name, key.helpful
        database.execute(ADD[key.kind], (*columns[: KEY_COLUMNS[key.kind]], number))
    for kind in {key.kind for key, number in added.numbers.items() if number < 0}:
        database.execute(REMOVE_EMPTY[kind])
    database.executemany("INSERT INTO adjustments VALUES (?, ?, ?, ?)", added.adjustments)
    for move in added.moves:
        database.execute(MOVES)
        database.execute("INSERT INTO moves VALUES (?)", (move.packed(),))
        if move.moves_reads:
            source, target = move.source.isoformat(), move.target.isoformat()
            held = database.execute("SELECT ?, page, visits FROM reads WHERE day = ?", (target, source))
            database.executemany(ADD["reads"], held.fetchall())
            database.execute("DELETE FROM reads WHERE day = ?", (source,))
