"""The SQLite file: its layout, how it is opened, read and written."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from plugins.visitor_counter.sqlite_trouble import LAYOUT, TAKEN, UnusableFileError
from plugins.visitor_counter.state import Changes, Row, Secret, State, replay
from plugins.visitor_counter.store import READS_ARE_KEPT, Report

VERSION = 2
SCHEMA = """
    CREATE TABLE opening (total INTEGER NOT NULL);
    CREATE TABLE days (day TEXT PRIMARY KEY, visits INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE refused (day TEXT, reason TEXT, views INTEGER NOT NULL, PRIMARY KEY (day, reason)) WITHOUT ROWID;
    CREATE TABLE secrets (day TEXT PRIMARY KEY, key BLOB NOT NULL, until INTEGER) WITHOUT ROWID;
    CREATE TABLE views (
        seen INTEGER, number INTEGER, digest BLOB NOT NULL, nonce BLOB, origin BLOB, marks BLOB,
        PRIMARY KEY (seen, number)
    ) WITHOUT ROWID;
    CREATE TABLE reads (day TEXT, page TEXT, visits INTEGER NOT NULL, PRIMARY KEY (day, page)) WITHOUT ROWID;
    CREATE TABLE answers (
        day TEXT, page TEXT, helpful INTEGER, visits INTEGER NOT NULL, PRIMARY KEY (day, page, helpful)
    ) WITHOUT ROWID;
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
    secrets = [Secret(date.fromisoformat(day), key, until) for day, key, until in secret_rows]
    state = State(total=report.total, days=dict(report.days), secrets=secrets)
    replay(_rows_of(database), state)
    return state


def numbers_for_views(database: sqlite3.Connection) -> Iterator[int]:
    """Count on from the views that are there: a number is given once, whatever the clock does."""
    (last,) = database.execute("SELECT max(number) FROM views").fetchone()
    return count(0 if last is None else last + 1)


def _rows_of(database: sqlite3.Connection) -> Iterator[Row]:
    rows = database.execute("SELECT seen, digest, nonce, origin, marks FROM views ORDER BY seen, number")
    return (
        Row(seen, digest, nonce, origin or digest, marks or b"")
        for seen, digest, nonce, origin, marks in rows
    )


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to read it, which another process or thread may be writing. Raises sqlite3.Error."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=BUSY_SECONDS, uri=True)
    try:
        yield database
    finally:
        database.close()


def read_report(database: sqlite3.Connection) -> Report:
    """Read what is kept for good. Raises sqlite3.Error."""
    (opening,) = database.execute("SELECT total FROM opening").fetchone()
    days = database.execute("SELECT day, visits FROM days")
    refused = database.execute("SELECT day, reason, views FROM refused ORDER BY day, reason")
    answers = database.execute("SELECT day, page, helpful, visits FROM answers ORDER BY day, page, helpful")
    return Report(
        opening=opening,
        days={date.fromisoformat(day): visits for day, visits in days},
        refused={(date.fromisoformat(day), reason): views for day, reason, views in refused},
        answers={(date.fromisoformat(day), page, bool(yes)): visits for day, page, yes, visits in answers},
    )


def read_most_read(database: sqlite3.Connection, first: date, last: date, most: int) -> list[tuple[str, int]]:
    """Name the pages that most visits have read in these days. Raises sqlite3.Error."""
    return database.execute(
        "SELECT page, sum(visits) FROM reads WHERE day BETWEEN ? AND ? GROUP BY page ORDER BY 2 DESC, 1 LIMIT ?",
        (first.isoformat(), last.isoformat(), most),
    ).fetchall()


ADDITIONS = {
    "days": "INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
    "reads": "INSERT INTO reads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
    "refused": "INSERT INTO refused VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views",
}


def write_changes(
    database: sqlite3.Connection, changes: Changes, refused: Mapping[str, int], numbers: Iterator[int]
) -> None:
    """Write one step down in one transaction; it is on the disk on return. Raises sqlite3.Error.

    `numbers` are those of `numbers_for_views`. Views are appended in the order of their time and leave from the other end, so that a commit touches few pages of
    the file however many visits are open.
    """
    day = changes.day.isoformat()
    database.execute("BEGIN IMMEDIATE")
    if changes.set_back is not None:
        database.execute("UPDATE views SET seen = ?1 WHERE seen > ?1", (changes.set_back,))
    if changes.forgotten is not None:
        database.execute("DELETE FROM views WHERE seen <= ?", (changes.forgotten,))
    if changes.rows:
        database.executemany(
            "INSERT INTO views VALUES (?2, ?1, ?3, ?4, nullif(?5, ?3), nullif(?6, x''))",
            [(next(numbers), *row) for row in changes.rows],
        )
    if changes.secrets is not None:
        database.execute("DELETE FROM secrets")
        database.executemany(
            "INSERT INTO secrets VALUES (?, ?, ?)",
            [(secret.day.isoformat(), secret.key, secret.until) for secret in changes.secrets],
        )
        last_kept = changes.day - timedelta(days=READS_ARE_KEPT)
        database.execute("DELETE FROM reads WHERE day < ?", (last_kept.isoformat(),))
    if changes.begun:
        _add(database, "days", (day,), changes.begun)
    for page, visits in changes.reads.items():
        _add(database, "reads", (day, page), visits)
    for (page, helpful), visits in changes.answers.items():
        _add(database, "answers", (day, page, helpful), visits)
    for reason, views in refused.items():
        _add(database, "refused", (day, reason), views)
    database.execute("COMMIT")


def _add(database: sqlite3.Connection, table: str, key: tuple[object, ...], number: int) -> None:
    database.execute(ADDITIONS[table], (*key, number))
