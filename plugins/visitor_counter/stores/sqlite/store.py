"""The SQLite store.

Open visits are kept in memory. Every change is committed before it is acknowledged, and the state is read from the file
again after every error, so memory is never ahead of the disk.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.state import Changes, State
from plugins.visitor_counter.counting.time import Clock, system_clock
from plugins.visitor_counter.counting.view import View
from plugins.visitor_counter.counting.visits import MINUTE, figures_of, step
from plugins.visitor_counter.stores.sqlite.errors import LINK, REPLACED, UnusableFileError, unavailable
from plugins.visitor_counter.stores.sqlite.file import connected, locked, reading, require
from plugins.visitor_counter.stores.sqlite.state import (
    numbers_for_views,
    read_state,
    version_of_data,
    write_changes,
)
from plugins.visitor_counter.stores.sqlite.totals import (
    read_days,
    read_most_read,
    read_report,
    write_move,
    write_opening,
    write_report,
)
from plugins.visitor_counter.stores.store import Adjustment, Counted, DayMove, Report


def new_key() -> bytes:
    """Return a random secret of 256 bits."""
    return secrets.token_bytes(32)


class SQLiteStore:
    """A `Store` in the file `path`, with a lock file beside it: one writer at a time.

    `opening_total` is the final count of an older portal's counter. It may be raised later; a lower value has no effect,
    because the total never falls. Without `create` a missing file raises NoStoreError, so that a mistyped path does not
    start a new count.
    """

    gather_seconds = 0.002

    def __init__(
        self,
        path: Path,
        zone: ZoneInfo,
        *,
        opening_total: int = 0,
        clock: Clock = system_clock,
        create: bool = True,
    ) -> None:
        self._named = path
        self._path = path.resolve()  # two names of one file share one lock
        self._create = create
        self._zone = zone
        self._opening_total = opening_total
        self._clock = clock
        self._lock: sqlite3.Connection | None = None
        self._database: sqlite3.Connection | None = None
        self._version = 0
        self._file_id: tuple[int, int] | None = None
        self._state = State()
        self._numbers: Iterator[int] = iter(())
        self._log_cleared = 0
        self._log_holds_erased = True

    def open(self) -> None:
        """Open or create the file and read the open visits. Raises StoreUnavailable, also if another counter uses the file."""
        with self._as_store_unavailable():
            self._opened()

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """See `Store.count`. Reopens the file if an earlier error closed it."""
        with self._as_store_unavailable():
            database = self._opened()
            now = self._clock()
            changes = step(self._state, views, now, self._zone, new_key)
            if changes or refused:
                write_changes(database, changes, refused, self._numbers)
            self._clear_log(database, now, changes)
            return Counted(figures_of(self._state, now, self._zone), changes.outcomes)

    def report(self) -> Report:
        """See `Store.report`."""
        with self._reading() as database:
            return read_report(database)

    def days(self) -> Mapping[date, int]:
        """See `Store.days`."""
        with self._reading() as database:
            return read_days(database)

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """See `Store.most_read`."""
        with self._reading() as database:
            return read_most_read(database, first, last, most)

    def take_over(self, report: Report) -> None:
        """See `Store.take_over`. A running counter notices the change and reads the file again."""
        with self._writing() as database:
            write_report(database, report)

    def set_opening(self, adjustment: Adjustment) -> None:
        """See `Store.set_opening` and `take_over`."""
        with self._writing() as database:
            write_opening(database, adjustment)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """See `Store.move_day` and `take_over`."""
        with self._writing() as database:
            write_move(database, move, reads=reads)

    def close(self) -> None:
        """Close the file; SQLite then checkpoints its write-ahead log."""
        database, self._database = self._database, None
        lock, self._lock = self._lock, None
        for connection in (database, lock):
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with reading(self._path) as database:
                yield database
        except (sqlite3.Error, OSError, UnusableFileError) as error:
            raise unavailable(self._path, error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open a second connection, besides that of a counter in this or another process."""
        try:
            self._prepare()
            with closing(connected(self._path, create=self._create)) as database:
                yield database
        except (sqlite3.Error, OSError, UnusableFileError) as error:
            raise unavailable(self._path, error) from error

    @contextmanager
    def _as_store_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnusableFileError) as error:
            self.close()
            raise unavailable(self._path, error) from error
        except BaseException:
            self.close()
            raise

    def _opened(self) -> sqlite3.Connection:
        file_id = self._current_file_id()
        if self._file_id is not None and file_id != self._file_id:
            raise UnusableFileError(REPLACED)
        if self._database is not None and version_of_data(self._database) != self._version:
            self._read()
        if self._database is None:
            self._prepare()
            self._lock = locked(self._path.with_name(self._path.name + ".lock"))
            self._database = connected(self._path, create=self._create)
            self._file_id = self._current_file_id()
            self._read()
            self._log_holds_erased = True
        return self._database

    def _prepare(self) -> None:
        """Check that the file exists, or create the folder for a new one. Raises MissingFileError, OSError."""
        if not self._create:
            require(self._path)
        elif self._named.is_symlink() and not self._path.exists():
            # A planted link could make this account create a file anywhere it may write.
            raise UnusableFileError(LINK)
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def _read(self) -> None:
        assert self._database is not None  # noqa: S101 - for the types: both callers have opened it
        self._version = version_of_data(self._database)
        self._state = read_state(self._database, self._opening_total)
        self._numbers = numbers_for_views(self._database)

    def _current_file_id(self) -> tuple[int, int] | None:
        """Return device and inode of the file: writes to a deleted file would be lost silently."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _clear_log(self, database: sqlite3.Connection, now: int, changes: Changes) -> None:
        """Truncate the write-ahead log at most once a minute: until then it still holds erased data."""
        self._log_holds_erased |= changes.forgotten is not None or changes.secrets is not None
        if self._log_holds_erased and not 0 <= now - self._log_cleared < MINUTE:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_cleared = now
            self._log_holds_erased = bool(busy)
