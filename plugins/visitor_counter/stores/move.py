"""From one machine to several: all that a SQLite file holds, open visits too, goes to a Valkey or Redis server."""

import secrets
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.sqlite.errors import UnusableFileError, unavailable
from plugins.visitor_counter.stores.sqlite.file import connected, locked, require
from plugins.visitor_counter.stores.sqlite.state import read_state
from plugins.visitor_counter.stores.sqlite.totals import read_report
from plugins.visitor_counter.stores.store import Report, Snapshot


def move(source: Path, target: RedisStore, place: str) -> Report:
    """Bring what `source` holds to `target`, which has to be empty; the file is not counted into any more after that.

    The counter has to be stopped meanwhile. Broken off at any point, it may be done again: nothing is counted twice.
    `place` is the target's address, for whoever starts a counter with the file by mistake. Gives what was moved.
    Raises StoreUnavailable.
    """
    try:
        require(source)  # before the lock, which would leave a file at a mistyped path
        with (
            closing(locked(source.with_name(source.name + ".lock"))),
            closing(connected(source, create=False)) as database,
        ):
            token = _token_of(database)
            database.execute("BEGIN IMMEDIATE")  # what another verb would change meanwhile would be lost
            snapshot = _snapshot(database, token)
            target.receive(snapshot)
            database.execute("UPDATE moved SET place = ?", (place,))
            for table in ("secrets", "views"):  # nobody will come to erase them here any more
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - the names of the line above
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return snapshot.report
    except (sqlite3.Error, OSError, UnusableFileError) as error:
        raise unavailable(source, error) from error


def _token_of(database: sqlite3.Connection) -> str:
    if database.execute("SELECT 1 FROM moved").fetchone() is None:
        database.execute("INSERT INTO moved VALUES (NULL, ?)", (secrets.token_hex(16),))
    (token,) = database.execute("SELECT token FROM moved").fetchone()
    return str(token)


def _snapshot(database: sqlite3.Connection, token: str) -> Snapshot:
    reads: dict[date, dict[str, int]] = {}
    for day, page, visits in database.execute("SELECT day, page, visits FROM reads"):
        reads.setdefault(date.fromisoformat(day), {})[page] = visits
    return Snapshot(token, read_state(database, 0), read_report(database), reads)
