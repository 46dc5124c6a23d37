"""Permanent data in the SQLite file: numbers by day, reason and page."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.sqlite.errors import LINK, store_unavailable
from plugins.visitor_counter.stores.sqlite.file import connected, reading, require
from plugins.visitor_counter.stores.store import ConflictError, StoreUnavailable

COLUMNS = {  # the key of each table; its number is the last column
    "days": ("day",),
    "refused": ("day", "reason"),
    "answers": ("day", "page", "helpful"),
    "reads": ("day", "page"),
}
NUMBER = {table: "views" if table == "refused" else "visits" for table in COLUMNS}
ALL_NUMBERS = """
    SELECT 'days', day, '', 0, visits FROM days UNION ALL
    SELECT 'refused', day, reason, 0, views FROM refused UNION ALL
    SELECT 'answers', day, page, helpful, visits FROM answers
"""


def _upsert(table: str, both: str) -> str:
    """Return a statement that inserts a row of a table; `both` is the number if there is one already, with `{n}` for its column."""
    marks, number = ", ".join("?" for _ in (*COLUMNS[table], "number")), NUMBER[table]
    return (
        f"INSERT INTO {table} VALUES ({marks}) "  # noqa: S608 - only constants of this module
        f"ON CONFLICT DO UPDATE SET {number} = {both.format(n=number)}"
    )


ADD = {table: _upsert(table, "{n} + excluded.{n}") for table in COLUMNS}
KEEP_LARGER = {table: _upsert(table, "max({n}, excluded.{n})") for table in COLUMNS}


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

    def take_over(self, report: Report) -> None:
        with self._writing() as database:
            database.execute("UPDATE opening SET total = max(total, ?)", (report.opening,))
            for key, number in report.numbers.items():
                database.execute(KEEP_LARGER[key.kind], (*_columns(key), number))
            known = set(database.execute("SELECT * FROM adjustments"))
            new = [adjustment for adjustment in report.adjustments if tuple(adjustment) not in known]
            database.executemany("INSERT INTO adjustments VALUES (?, ?, ?, ?)", new)
            if report.moves:
                traces = set(_traces(database))
                packed = map(DayMove.packed, report.moves)
                _add_traces(database, [trace for trace in packed if trace not in traces])

    def set_opening(self, adjustment: Adjustment) -> None:
        change = adjustment.after, adjustment.before
        with self._writing() as database:
            if not database.execute("UPDATE opening SET total = ? WHERE total = ?", change).rowcount:
                raise ConflictError
            database.execute("INSERT INTO adjustments VALUES (?, ?, ?, ?)", adjustment)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        source, target = move.source.isoformat(), move.target.isoformat()
        with self._writing() as database:
            for key, number in move.numbers.items():
                table, column, columns = key.kind, NUMBER[key.kind], _columns(key)
                there = " AND ".join(f"{name} = ?" for name in COLUMNS[table])
                # Only constants of this module are put into the statements.
                take = f"UPDATE {table} SET {column} = {column} - ? WHERE {there} AND {column} >= ?"  # noqa: S608
                if not database.execute(take, (number, *columns, number)).rowcount:
                    raise ConflictError
                database.execute(f"DELETE FROM {table} WHERE {there} AND {column} = 0", columns)  # noqa: S608
                database.execute(ADD[table], (*_columns(key._replace(day=move.target)), number))
            if reads:
                held = database.execute("SELECT ?, page, visits FROM reads WHERE day = ?", (target, source))
                database.executemany(ADD["reads"], held.fetchall())
                database.execute("DELETE FROM reads WHERE day = ?", (source,))
            _add_traces(database, [move.packed()])

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
    return Report(opening, numbers, tuple(adjustments), tuple(map(DayMove.unpacked, _traces(database))))


def _traces(database: sqlite3.Connection) -> list[str]:
    """Read the records of moved days; the table is created when the first day is moved."""
    if database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'moves'").fetchone() is None:
        return []
    return [trace for (trace,) in database.execute("SELECT trace FROM moves ORDER BY rowid")]


def _add_traces(database: sqlite3.Connection, traces: Iterable[str]) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS moves (trace TEXT NOT NULL)")
    database.executemany("INSERT INTO moves VALUES (?)", [(trace,) for trace in traces])


def _columns(key: Key) -> tuple[str | bool, ...]:
    return (key.day.isoformat(), key.name, key.helpful)[: len(COLUMNS[key.kind])]
