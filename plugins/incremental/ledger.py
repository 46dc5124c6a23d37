"""The SQLite file that remembers sources, contents, outputs and readings, and what is still to be done."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "1"
logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: readings name contents by it
    path TEXT NOT NULL UNIQUE,                 -- below the content folder
    kind TEXT NOT NULL,                        -- Article or Page
    stamp TEXT NOT NULL,                       -- times, size and inode: the fast path
    digest BLOB NOT NULL,                      -- of the file's bytes: a new stamp alone changes nothing
    holds_from REAL,                           -- what was parsed is true for moments from here (Unix time) …
    holds_until REAL,                          -- … to before here
    columns BLOB NOT NULL,                     -- marshal: the facts that lists need
    facts BLOB NOT NULL                        -- pickle: all attributes without the body
);
CREATE TABLE body (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE output (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,                 -- below the output folder
    source INTEGER,                            -- the content whose own page this is
    kind TEXT NOT NULL,
    closure BLOB NOT NULL,                     -- of all templates that the page is made with
    own BLOB NOT NULL,                         -- of what the page was given for itself
    readings INTEGER,                          -- a set of values
    digest BLOB NOT NULL,                      -- of the file's bytes
    why TEXT NOT NULL                          -- why it was rendered the last time
);
CREATE INDEX output_source ON output (source) WHERE source IS NOT NULL;
CREATE INDEX output_readings ON output (readings);
CREATE TABLE value (number INTEGER PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, UNIQUE (key, digest));
CREATE TABLE reading_set (number INTEGER, value INTEGER, PRIMARY KEY (number, value)) WITHOUT ROWID;
CREATE TABLE reading_set_name (number INTEGER PRIMARY KEY, members BLOB NOT NULL UNIQUE);
CREATE TABLE near (
    list TEXT NOT NULL, source INTEGER NOT NULL, output INTEGER NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (source, output, list)
) WITHOUT ROWID;
CREATE INDEX near_output ON near (output);
CREATE TABLE reading (
    source INTEGER NOT NULL, output INTEGER NOT NULL, attributes INTEGER NOT NULL, PRIMARY KEY (source, output)
) WITHOUT ROWID;
CREATE INDEX reading_output ON reading (output);
CREATE TABLE attributes (number INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE derived (source INTEGER, attribute TEXT, digest BLOB, PRIMARY KEY (source, attribute)) WITHOUT ROWID;
CREATE TABLE pending (name TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
"""


class BusyError(Exception):
    """Another build holds the ledger; the message is for the operator, in Vietnamese."""


class Ledger:
    """An open ledger. `fresh` tells that nothing is remembered."""

    def __init__(self, file: Path) -> None:
        """Open the ledger, or begin a new one where there is none or it cannot be used."""
        self.file = file
        self.fresh = False
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = self._open()
        except sqlite3.DatabaseError as error:
            self._set_aside(str(error))
            self.connection = self._open()

    def _open(self) -> sqlite3.Connection:
        existed = self.file.exists()
        connection = connect(self.file)
        if existed:
            try:
                row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            except sqlite3.OperationalError:
                row = None
            whole = connection.execute("PRAGMA quick_check(1)").fetchone() if row is None else ("ok",)
            if row is not None and row[0] == VERSION and whole == ("ok",):
                return connection
            connection.close()
            self._set_aside("another version" if row else "not a ledger")
            connection = connect(self.file)
        connection.executescript(f"BEGIN; {SCHEMA} INSERT INTO meta VALUES ('version', '{VERSION}'); COMMIT;")  # noqa: S608 - our own text
        self.fresh = True
        return connection

    def _set_aside(self, reason: str) -> None:
        logger.warning(
            "The ledger %s cannot be used (%s): it is set aside and everything is built anew.",
            self.file,
            reason,
        )
        for ending in ("", "-wal", "-shm"):
            old = Path(f"{self.file}{ending}")
            if old.exists():
                os.replace(old, f"{self.file}.set-aside{ending}")

    def set_aside(self, reason: str) -> None:
        """Begin anew after the ledger has proved to be damaged while it was read."""
        self.connection.close()
        self._set_aside(reason)
        self.connection = self._open()

    def meta(self, name: str) -> str | None:
        """Return a remembered value."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value (in the open transaction)."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit all that is done inside, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def connect(file: Path) -> sqlite3.Connection:
    """Open the database; a transaction begins only where it is said."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a ledger that a power cut shortens only costs work
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


@contextmanager
def only_build(file: Path) -> Iterator[None]:
    """Let one build at a time use a ledger. Raises BusyError if another one does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "?"
            raise BusyError(
                f"Một lần dựng khác (tiến trình {holder}) đang chạy cho thư mục này. Đợi nó xong rồi chạy lại."
            ) from error
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield
