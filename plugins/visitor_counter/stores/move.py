"""Move all data of a SQLite file, including open visits, to a Valkey or Redis server."""

import secrets
from contextlib import closing
from datetime import date
from pathlib import Path

from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.sqlite.errors import store_unavailable
from plugins.visitor_counter.stores.sqlite.file import connected, locked, require
from plugins.visitor_counter.stores.sqlite.store import read_state
from plugins.visitor_counter.stores.sqlite.totals import read_report
from plugins.visitor_counter.stores.store import Snapshot


def move(source: Path, target: RedisStore, address: str) -> Report:
    """Move the data of `source` to `target`, which must be empty, and return it; the file is then rejected by counters.

    The counter must be stopped. If interrupted, the move can be repeated: nothing is counted twice. `address` is the
    target's address, for the error message of a counter that is started with the old file. Raises StoreUnavailable.
    """
    with store_unavailable(source):
        require(source)  # before taking the lock, which would create a file at a mistyped path
        with closing(locked(source)), closing(connected(source, create=False)) as database:
            if database.execute("SELECT 1 FROM moved").fetchone() is None:
                database.execute("INSERT INTO moved VALUES (NULL, ?)", (secrets.token_hex(16),))
            database.execute("BEGIN IMMEDIATE")  # changes by other commands must wait, or they would be lost
            (token,) = database.execute("SELECT token FROM moved").fetchone()
            reads: dict[date, dict[str, int]] = {}
            for day, page, visits in database.execute("SELECT day, page, visits FROM reads"):
                reads.setdefault(date.fromisoformat(day), {})[page] = visits
            report = read_report(database)
            target.receive(Snapshot(token, read_state(database, 0), report, reads))
            database.execute("UPDATE moved SET place = ?", (address,))
            for table in ("secrets", "views"):  # no counter will expire them here
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - the names of the line above
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return report
