"""The SQLite file: its layout, and how it is opened."""

import errno
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.files.atomic import PRIVATE, sync_folder
from plugins.visitor_counter.stores.sqlite.errors import (
    LAYOUT,
    MOVED,
    NOT_OURS,
    OF_ANOTHER_ACCOUNT,
    TAKEN,
    MissingFileError,
    UnusableFileError,
)

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
    CREATE TABLE IF NOT EXISTS moved (place TEXT, token TEXT);
    INSERT INTO opening SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM opening);
"""
BUSY_SECONDS = 2


def locked(path: Path) -> sqlite3.Connection:
    """Take a lock that ends with the process, however it ends. SQLite's own works on every system.

    Raises UnusableFileError when another counter has it.
    """
    _open_private(path, create=True)
    lock = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise UnusableFileError(TAKEN) from error
        raise
    return lock


def connected(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open the file so that what is committed is on the disk; with `create`, make it if there is none.

    Raises sqlite3.Error, OSError, UnusableFileError; MissingFileError if there is none and it is not to be made.
    """
    if not create:
        require(path)
    _open_private(path, create=create)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _keep_log(database)
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        _lay_out(database, path, create=create)
    except (sqlite3.Error, UnusableFileError):
        database.close()
        raise
    return database


def _keep_log(database: sqlite3.Connection) -> None:
    """Have SQLite write ahead. For this change alone it does not wait for others by itself. Raises sqlite3.Error."""
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


def require(path: Path) -> None:
    """Raise MissingFileError if there is no file, or OSError if that cannot be seen."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError from None


def _lay_out(database: sqlite3.Connection, path: Path, *, create: bool) -> None:
    version, tables = _version_and_tables(database)
    if version == 0 and not tables and create:
        # A counter and a verb of the operator's may both be the first: the one waits, and finds all done.
        database.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        sync_folder(path.parent)
    _check(database)


def _version_and_tables(database: sqlite3.Connection) -> tuple[int, int]:
    # In one statement, so that another that lays the file out meanwhile is seen wholly or not at all.
    version, tables = database.execute(
        "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version"
    ).fetchone()
    return version, tables


def _check(database: sqlite3.Connection) -> None:
    """Check that the file is a counter's and still the one to count into. Raises UnusableFileError.

    An empty file is as good as none: its creation was interrupted, or it is not the counter's.
    """
    version, tables = _version_and_tables(database)
    if version == 0:
        raise UnusableFileError(NOT_OURS) if tables else MissingFileError
    if version != VERSION:
        raise UnusableFileError(LAYOUT.format(version=version))
    moved = database.execute("SELECT place FROM moved WHERE place IS NOT NULL").fetchone()
    if moved is not None:
        raise UnusableFileError(MOVED.format(place=moved[0]))


def _open_private(path: Path, *, create: bool) -> None:
    """Make the file for the service's account alone, since it holds the day's secret; SQLite's log gets its modes.

    No link is followed. An existing file that others may read or write is closed to them. Raises OSError,
    UnusableFileError.
    """
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)  # Windows has none
    handle = os.open(path, flags | os.O_CREAT if create else flags, PRIVATE)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UnusableFileError(NOT_OURS)
        if sys.platform != "win32":
            if os.geteuid() not in {0, status.st_uid} and status.st_uid != 0:
                raise UnusableFileError(OF_ANOTHER_ACCOUNT)
            if status.st_mode & 0o077 and os.geteuid() == status.st_uid:
                os.fchmod(handle, PRIVATE)
    finally:
        os.close(handle)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to read it, which another process or thread may be writing.

    Raises sqlite3.Error, OSError, UnusableFileError, MissingFileError.
    """
    require(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=BUSY_SECONDS, uri=True)
    try:
        _check(database)
        yield database
    finally:
        database.close()
