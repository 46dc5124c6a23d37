"""Schema, opening and locking of the SQLite file."""

import errno
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from plugins.files.atomic import PRIVATE, sync_folder
from plugins.visitor_counter.stores.sqlite import errors
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable

VERSION = 2
SCHEMA = """
    CREATE TABLE IF NOT EXISTS opening (total INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, visits INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS refused (day TEXT, reason TEXT, views INTEGER NOT NULL, PRIMARY KEY (day, reason)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS secrets (day TEXT PRIMARY KEY, key BLOB NOT NULL, until INTEGER) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS views (
        seen INTEGER, number INTEGER, digest BLOB NOT NULL, nonce BLOB, origin BLOB, marks BLOB,
        PRIMARY KEY (seen, number)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS reads (day TEXT, page TEXT, visits INTEGER NOT NULL, PRIMARY KEY (day, page)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS answers (
        day TEXT, page TEXT, helpful INTEGER, visits INTEGER NOT NULL, PRIMARY KEY (day, page, helpful)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS adjustments (moment TEXT, before INTEGER, after INTEGER, reason TEXT);
    INSERT INTO opening SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM opening);
"""
MOVES = "CREATE TABLE IF NOT EXISTS moves (trace TEXT NOT NULL)"  # created when the first day is moved
BUSY_SECONDS = 2
LOG, LOCK = ("-wal", "-shm"), ".lock"  # endings of the files beside the counter's file while it is open


def locked(path: Path) -> sqlite3.Connection:
    """Lock `path` with a file beside it until the process ends, however it ends. SQLite's locks work on every system.

    Raises sqlite3.Error, OSError, and StoreUnavailable if another counter holds it.
    """
    lock_file = beside(path, LOCK)
    _require_usable(lock_file, create=True)
    if lock_file.stat().st_size:  # SQLite locks the empty file; it never writes to it
        raise StoreUnavailable(f"{lock_file}: {errors.NOT_OURS}")
    _make_private(lock_file)
    lock = sqlite3.connect(lock_file, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreUnavailable(f"{path}: {errors.TAKEN}") from error
        raise
    return lock


def connected(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open the file with durable commits; with `create`, create it if it is missing.

    Raises sqlite3.Error, OSError, StoreUnavailable, and NoStoreError if it is missing without `create`.
    """
    if not create:
        require(path)
    _require_usable(path, create=create)
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
        new = create and _version_and_tables(database) == (0, 0)
        if not new:
            _check(database, path)  # first, so that another program's file and its mode are not changed
    # Not while the connection is open: closing the file would drop SQLite's locks (sqlite.org/howtocorrupt.html, 2.2).
    _make_private(path)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _enable_wal(database)
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        if new:
            # A counter and a command may both try to create the file: one waits, and then finds the tables in place.
            create_tables(database)
            sync_folder(path.parent)
    except (sqlite3.Error, StoreUnavailable):
        database.close()
        raise
    return database


def create_tables(database: sqlite3.Connection) -> None:
    """Create the tables that are missing, in one transaction. Raises sqlite3.Error."""
    database.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file read-only; another process or thread may be writing. Raises as `connected` does."""
    require(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, timeout=BUSY_SECONDS, uri=True)) as database:
        _check(database, path)
        yield database


def beside(path: Path, ending: str) -> Path:
    """Return the path of a file that SQLite or `locked` keeps beside the counter's file."""
    return path.with_name(path.name + ending)


def file_id(path: Path) -> tuple[int, int] | None:
    """Return device and inode, or None if there is no file. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def require(path: Path) -> None:
    """Raise NoStoreError if the file does not exist, or OSError if that cannot be determined."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise NoStoreError(f"{path}: {errors.MISSING}") from None


def _enable_wal(database: sqlite3.Connection) -> None:
    """Switch to WAL mode, retrying while the file is busy: SQLite's timeout does not apply here. Raises sqlite3.Error."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _version_and_tables(database: sqlite3.Connection) -> tuple[int, int]:
    # One statement, so that a concurrent creation is seen completely or not at all.
    query = "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version"
    version, tables = database.execute(query).fetchone()
    return version, tables


def _check(database: sqlite3.Connection, path: Path) -> None:
    """Check the schema version. Raises StoreUnavailable.

    An empty file counts as missing: its creation was interrupted, or it is not a counter's file.
    """
    version, tables = _version_and_tables(database)
    if version == 0 and not tables:
        raise NoStoreError(f"{path}: {errors.MISSING}")
    if version != VERSION:
        problem = errors.LAYOUT.format(version=version) if version else errors.NOT_OURS
        raise StoreUnavailable(f"{path}: {problem}")


def _require_usable(path: Path, *, create: bool) -> None:
    """Check that the file is a regular one that no other account controls; with `create`, create it if it is missing.

    It is created with mode 0600, since it holds the secret of the day. Raises OSError, StoreUnavailable.
    """
    with _opened(path, os.O_CREAT if create else 0) as handle:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise StoreUnavailable(f"{path}: {errors.NOT_OURS}")
        if sys.platform != "win32" and os.geteuid() not in {0, status.st_uid} and status.st_uid != 0:
            raise StoreUnavailable(f"{path}: {errors.OF_ANOTHER_ACCOUNT}")


def _make_private(path: Path) -> None:
    """Remove the access of others to a counter's file; SQLite gives its log the same mode. Raises OSError."""
    if sys.platform == "win32":
        return
    with _opened(path) as handle:
        status = os.fstat(handle)
        if status.st_mode & 0o077 and os.geteuid() == status.st_uid:
            os.fchmod(handle, PRIVATE)


@contextmanager
def _opened(path: Path, flags: int = 0) -> Iterator[int]:
    """Open a file without following links (not available on Windows)."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | flags, PRIVATE)
    try:
        yield handle
    finally:
        os.close(handle)
