"""The SQLite file: its layout, how it is opened, read and written."""

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from itertools import chain
from pathlib import Path

from plugins.visitor_counter.sqlite_trouble import LAYOUT, TAKEN, UnusableFileError
from plugins.visitor_counter.store import Report
from plugins.visitor_counter.visits import Changes, Secret, State

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


def locked(path: Path) -> sqlite3.Connection:
    """Take a lock that ends with the process, however it ends. SQLite's own works on every system.

    Raises UnusableFileError when another counter has it.
    """
    _create_private(path)
    lock = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as trouble:
        lock.close()
        if getattr(trouble, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise UnusableFileError(TAKEN) from trouble
        raise
    return lock


def connected(path: Path) -> sqlite3.Connection:
    """Open the file, or create it, so that what is committed is on the disk.

    Raises sqlite3.Error, OSError, or UnusableFileError.
    """
    _create_private(path)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        _lay_out(database, path)
    except (sqlite3.Error, UnusableFileError):
        database.close()
        raise
    return database


def _lay_out(database: sqlite3.Connection, path: Path) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        database.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        _sync_folder(path.parent)
    elif version != VERSION:
        raise UnusableFileError(LAYOUT.format(version=version))


def _create_private(path: Path) -> None:
    """Make the file for the service alone, since it holds the day's secret; SQLite gives its log the same rights."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sync_folder(folder: Path) -> None:
    """Without this a new file itself can be gone after a power cut, whatever was synced into it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_state(database: sqlite3.Connection, opening_total: int) -> State:
    """Read what is known, after raising the opening total to `opening_total` if it was lower."""
    database.execute("UPDATE opening SET total = max(total, ?)", (opening_total,))
    report = read_report(database)
    secret_rows = database.execute(
        "SELECT day, key, until FROM secrets ORDER BY until IS NOT NULL, until DESC"
    )
    online = OrderedDict[bytes, int](database.execute("SELECT digest, seen FROM visits ORDER BY seen"))
    nonces = OrderedDict[bytes, int](database.execute("SELECT nonce, seen FROM nonces ORDER BY seen"))
    return State(
        total=report.total,
        days=dict(report.days),
        secrets=[Secret(date.fromisoformat(day), key, until) for day, key, until in secret_rows],
        online=online,
        nonces=nonces,
        latest=max(chain(online.values(), nonces.values()), default=0),
    )


def report_of(path: Path) -> Report:
    """Read what is kept for good, of a file that another process may be writing. Raises sqlite3.Error."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=BUSY_SECONDS, uri=True)
    try:
        return read_report(database)
    finally:
        database.close()


def read_report(database: sqlite3.Connection) -> Report:
    """Read what is kept for good. Raises sqlite3.Error."""
    (opening,) = database.execute("SELECT total FROM opening").fetchone()
    days = database.execute("SELECT day, visits FROM days")
    refused = database.execute("SELECT day, reason, views FROM refused ORDER BY day, reason")
    return Report(
        opening=opening,
        days={date.fromisoformat(day): visits for day, visits in days},
        refused={(date.fromisoformat(day), reason): views for day, reason, views in refused},
    )


def write_changes(database: sqlite3.Connection, changes: Changes, refused: Mapping[str, int]) -> None:
    """Write one step down in one transaction; it is on the disk on return. Raises sqlite3.Error."""
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
