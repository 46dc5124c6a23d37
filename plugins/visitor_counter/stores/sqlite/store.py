"""The SQLite store.

Open visits are kept in memory. Every change is committed before it is acknowledged, and the state is read from the file
again after every error, so memory is never ahead of the disk.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.state import Changes, Row, Secret, State, View, replay
from plugins.visitor_counter.counting.time import Clock, system_clock
from plugins.visitor_counter.counting.visits import MINUTE, figures_of, step
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.sqlite.errors import BESIDE_REPLACED, REPLACED, store_unavailable
from plugins.visitor_counter.stores.sqlite.file import LOCK, LOG, beside, connected, file_id, locked
from plugins.visitor_counter.stores.sqlite.totals import ADD, SQLiteTotals, read_report
from plugins.visitor_counter.stores.store import Counted, StoreUnavailable, outdated_reads


class SQLiteStore(SQLiteTotals):
    """A `Store` in the file `settings.store`, with a lock file beside it: one writer at a time.

    `opening_total` may be raised later; a lower value has no effect, because the total never falls.
    """

    gather_seconds = 0.002

    def __init__(self, settings: Settings, zone: ZoneInfo, clock: Clock = system_clock) -> None:
        super().__init__(settings)
        self._zone = zone
        self._opening_total = settings.opening_total
        self._clock = clock
        self._lock: sqlite3.Connection | None = None
        self._database: sqlite3.Connection | None = None
        self._version = -1
        self._file_id: tuple[int, int] | None = None
        self._beside: dict[Path, tuple[int, int] | None] = {}
        self._state = State()
        self._numbers: Iterator[int] = iter(())
        self._log_cleared = 0
        self._log_holds_erased = True

    def open(self) -> None:
        """Open or create the file and read the open visits. Raises StoreUnavailable, also if another counter uses the file."""
        with self._closed_after_errors():
            self._opened()

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """Reopens the file if an earlier error closed it."""
        with self._closed_after_errors():
            database = self._opened()
            now = self._clock()
            changes = step(self._state, views, now, self._zone, partial(secrets.token_bytes, 32))
            if changes or refused:
                write_changes(database, changes, refused, self._numbers)
            self._clear_log(database, now, changes)
            return Counted(figures_of(self._state, now, self._zone), changes.outcomes)

    def close(self) -> None:
        """Close the file; SQLite then checkpoints its write-ahead log."""
        database, self._database = self._database, None
        lock, self._lock = self._lock, None
        for connection in (database, lock):
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()

    @contextmanager
    def _closed_after_errors(self) -> Iterator[None]:
        with store_unavailable(self._path):
            try:
                yield
            except BaseException:
                self.close()
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._file_id is not None and file_id(self._path) != self._file_id:
            raise StoreUnavailable(f"{self._path}: {REPLACED}")
        if self._database is not None:
            self._check_beside(self._database)
        if self._database is None:
            self._prepare()
            self._lock = locked(self._path)
            self._database = connected(self._path, create=self._create)
            self._file_id = file_id(self._path)
            self._beside = {
                file: file_id(file) for file in (beside(self._path, ending) for ending in (*LOG, LOCK))
            }
            self._version = -1
            self._log_holds_erased = True
        # This number changes when another connection has changed the file.
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._state = read_state(self._database, self._opening_total)
            (last,) = self._database.execute("SELECT max(number) FROM views").fetchone()
            self._numbers = count(0 if last is None else last + 1)  # unique whatever the clock does
        return self._database

    def _check_beside(self, database: sqlite3.Connection) -> None:
        """Raise StoreUnavailable if a file beside the counter's was deleted or replaced: what a deleted log holds would be lost.

        SQLite still has the deleted log open, so that its content can be moved to the counter's file. The next call opens
        the files again.
        """
        for file, opened in self._beside.items():
            if file_id(file) != opened:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raise StoreUnavailable(f"{file}: {BESIDE_REPLACED}")

    def _clear_log(self, database: sqlite3.Connection, now: int, changes: Changes) -> None:
        """Truncate the write-ahead log at most once a minute: until then it still holds erased data."""
        self._log_holds_erased |= changes.forgotten is not None or changes.secrets is not None
        if self._log_holds_erased and not 0 <= now - self._log_cleared < MINUTE:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_cleared = now
            self._log_holds_erased = bool(busy)


def read_state(database: sqlite3.Connection, opening_total: int) -> State:
    """Raise the opening total to `opening_total` if it is lower, then read the state."""
    database.execute("UPDATE opening SET total = max(total, ?)", (opening_total,))
    report = read_report(database)
    rows = database.execute("SELECT day, key, until FROM secrets ORDER BY until IS NOT NULL, until DESC")
    secrets = [Secret(date.fromisoformat(day), key, until) for day, key, until in rows]
    state = State(total=report.total, days=report.days, secrets=secrets)
    rows = database.execute("SELECT seen, digest, nonce, origin, marks FROM views ORDER BY seen, number")
    replay(
        (Row(at, digest, nonce, origin or digest, marks or b"") for at, digest, nonce, origin, marks in rows),
        state,
    )
    return state


def write_changes(
    database: sqlite3.Connection, changes: Changes, refused: Mapping[str, int], numbers: Iterator[int]
) -> None:
    """Write the changes of one step in one transaction, durable on return. Raises sqlite3.Error.

    `numbers` yields unused row numbers. Views are appended in order of time and deleted at the other end, so that a
    commit touches few pages of the file however many visits are open.
    """
    day = changes.day.isoformat()
    database.execute("BEGIN IMMEDIATE")
    if changes.set_back is not None:
        database.execute("UPDATE views SET seen = ?1 WHERE seen > ?1", (changes.set_back,))
    if changes.forgotten is not None:
        database.execute("DELETE FROM views WHERE seen <= ?", (changes.forgotten,))
    if changes.rows:
        database.executemany(
            "INSERT INTO views VALUES (?, ?, ?, ?, ?, ?)",
            [
                (seen, next(numbers), digest, nonce, origin if origin != digest else None, marks or None)
                for seen, digest, nonce, origin, marks in changes.rows
            ],
        )
    if changes.secrets is not None:
        database.execute("DELETE FROM secrets")
        database.executemany(
            "INSERT INTO secrets VALUES (?, ?, ?)",
            [(secret.day.isoformat(), secret.key, secret.until) for secret in changes.secrets],
        )
    if changes.previous_day is not None:
        first, end = outdated_reads(changes.day, changes.previous_day)
        database.execute("DELETE FROM reads WHERE day >= ? AND day < ?", (first.isoformat(), end.isoformat()))
    if changes.begun:
        database.execute(ADD["days"], (day, changes.begun))
    if changes.reads:
        database.executemany(ADD["reads"], [(day, page, visits) for page, visits in changes.reads.items()])
    for (page, helpful), visits in changes.answers.items():
        database.execute(ADD["answers"], (day, page, helpful, visits))
    for reason, views in refused.items():
        database.execute(ADD["refused"], (day, reason, views))
    database.execute("COMMIT")
