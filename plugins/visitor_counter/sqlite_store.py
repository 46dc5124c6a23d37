"""Counts in one SQLite file, with nothing to install.

The open visits are worked on in memory; the file is written first, and is read again after every failure, so what
is in memory is never ahead of what is on disk.
"""

import os
import secrets
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.visitor_counter.clock import Clock, system_clock
from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.store import StoreUnavailable
from plugins.visitor_counter.visits import MINUTE, Changes, Secret, State, View, figures_of, step

VERSION = 1
SCHEMA = """
    CREATE TABLE opening (total INTEGER NOT NULL);
    CREATE TABLE days (day TEXT PRIMARY KEY, visits INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE refused (day TEXT, reason TEXT, views INTEGER NOT NULL, PRIMARY KEY (day, reason)) WITHOUT ROWID;
    CREATE TABLE secrets (day TEXT PRIMARY KEY, key BLOB NOT NULL, until INTEGER) WITHOUT ROWID;
    CREATE TABLE visits (digest BLOB PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE nonces (nonce BLOB PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO opening VALUES (0);
"""
BUSY_SECONDS = 2


def new_key() -> bytes:
    """A secret of 256 random bits."""
    return secrets.token_bytes(32)


class SQLiteStore:
    """A `Store` in the file `path`, beside which SQLite keeps its log and we a lock: one writer at a time.

    `opening_total` is what an older portal's counter had reached. It may be raised later, but a lower one than
    before changes nothing: the total never falls.
    """

    def __init__(
        self, path: Path, zone: ZoneInfo, *, opening_total: int = 0, clock: Clock = system_clock
    ) -> None:
        self._path = path
        self._zone = zone
        self._opening_total = opening_total
        self._clock = clock
        self._lock: sqlite3.Connection | None = None
        self._database: sqlite3.Connection | None = None
        self._state = State()
        self._log_cleared = 0
        self._log_holds_erased = True

    def open(self) -> None:
        """Open or create the file and read the open visits. Raises StoreUnavailable, also while another writes."""
        with self._trouble_means_unavailable():
            self._opened()

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Figures:
        """See `Store.count`. Opens the file again when it was closed by an earlier failure."""
        with self._trouble_means_unavailable():
            database = self._opened()
            now = self._clock()
            changes = step(self._state, views, now, self._zone, new_key)
            if changes or refused:
                _write(database, changes, refused)
            self._clear_log(database, now, changes)
            return figures_of(self._state, now, self._zone)

    def refused(self) -> dict[tuple[date, str], int]:
        """See `Store.refused`."""
        with self._trouble_means_unavailable():
            rows = (
                self._opened()
                .execute("SELECT day, reason, views FROM refused ORDER BY day, reason")
                .fetchall()
            )
            return {(date.fromisoformat(day), reason): views for day, reason, views in rows}

    def close(self) -> None:
        """Close the file; SQLite then folds its log into it."""
        database, self._database = self._database, None
        lock, self._lock = self._lock, None
        for connection in (database, lock):
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()

    @contextmanager
    def _trouble_means_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as trouble:
            self.close()
            raise StoreUnavailable(f"{self._path}: {trouble}") from trouble
        except BaseException:
            self.close()
            raise

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self._path.with_name(self._path.name + ".lock"))
            self._database = _connected(self._path)
            self._state = _read(self._database, self._opening_total)
            self._log_holds_erased = True
        return self._database

    def _clear_log(self, database: sqlite3.Connection, now: int, changes: Changes) -> None:
        """SQLite's log still holds what was erased, until it is folded into the file and cut to nothing."""
        self._log_holds_erased |= bool(changes.ended or changes.forgotten or changes.secrets is not None)
        if self._log_holds_erased and not 0 <= now - self._log_cleared < MINUTE:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_cleared = now
            self._log_holds_erased = bool(busy)


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that ends with the process, however it ends. SQLite's own works on every system."""
    _create_private(path)
    lock = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def _connected(path: Path) -> sqlite3.Connection:
    _create_private(path)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            database.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
            _sync_folder(path.parent)
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"layout {version} of the file is not known")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _create_private(path: Path) -> None:
    """The day's secret is for the service alone. SQLite gives its log the rights of the file."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sync_folder(folder: Path) -> None:
    """Without this a new file itself can be gone after a power cut, whatever was synced into it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(database: sqlite3.Connection, opening_total: int) -> State:
    database.execute("UPDATE opening SET total = max(total, ?)", (opening_total,))
    (opening,) = database.execute("SELECT total FROM opening").fetchone()
    days = database.execute("SELECT day, visits FROM days")
    secret_rows = database.execute(
        "SELECT day, key, until FROM secrets ORDER BY until IS NOT NULL, until DESC"
    )
    online = OrderedDict[bytes, int](database.execute("SELECT digest, seen FROM visits ORDER BY seen"))
    nonces = OrderedDict[bytes, int](database.execute("SELECT nonce, seen FROM nonces ORDER BY seen"))
    per_day = {date.fromisoformat(day): visits for day, visits in days}
    return State(
        total=opening + sum(per_day.values()),
        days=per_day,
        secrets=[Secret(date.fromisoformat(day), key, until) for day, key, until in secret_rows],
        online=online,
        nonces=nonces,
        latest=max(chain(online.values(), nonces.values()), default=0),
    )


def _write(database: sqlite3.Connection, changes: Changes, refused: Mapping[str, int]) -> None:
    day = changes.day.isoformat()
    database.execute("BEGIN IMMEDIATE")
    database.executemany("DELETE FROM visits WHERE digest = ?", [(digest,) for digest in changes.ended])
    database.executemany("DELETE FROM nonces WHERE nonce = ?", [(nonce,) for nonce in changes.forgotten])
    database.executemany("REPLACE INTO visits VALUES (?, ?)", changes.seen.items())
    database.executemany("REPLACE INTO nonces VALUES (?, ?)", changes.nonces.items())
    if changes.secrets is not None:
        database.execute("DELETE FROM secrets")
        rows = [(secret.day.isoformat(), secret.key, secret.until) for secret in changes.secrets]
        database.executemany("INSERT INTO secrets VALUES (?, ?, ?)", rows)
    if changes.begun:
        database.execute(
            "INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
            (day, changes.begun),
        )
    database.executemany(
        "INSERT INTO refused VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views",
        [(day, reason, views) for reason, views in refused.items()],
    )
    database.execute("COMMIT")
