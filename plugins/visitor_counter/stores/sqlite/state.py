"""Open visits in the SQLite file: read at start, written with every commit."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count

from plugins.visitor_counter.counting.state import Changes, Row, Secret, State, replay
from plugins.visitor_counter.stores.sqlite.totals import ADD, read_report
from plugins.visitor_counter.stores.store import LONGEST_GAP_DAYS, READS_KEPT_DAYS


def read_state(database: sqlite3.Connection, opening_total: int) -> State:
    """Raise the opening total to `opening_total` if it is lower, then read the state."""
    database.execute("UPDATE opening SET total = max(total, ?)", (opening_total,))
    report = read_report(database)
    secret_rows = database.execute(
        "SELECT day, key, until FROM secrets ORDER BY until IS NOT NULL, until DESC"
    )
    secrets = [Secret(date.fromisoformat(day), key, until) for day, key, until in secret_rows]
    state = State(total=report.total, days=report.days, secrets=secrets)
    rows = database.execute("SELECT seen, digest, nonce, origin, marks FROM views ORDER BY seen, number")
    replay(
        (
            Row(seen, digest, nonce, origin or digest, marks or b"")
            for seen, digest, nonce, origin, marks in rows
        ),
        state,
    )
    return state


def numbers_for_views(database: sqlite3.Connection) -> Iterator[int]:
    """Return an iterator over unused row numbers, which are unique whatever the clock does."""
    (last,) = database.execute("SELECT max(number) FROM views").fetchone()
    return count(0 if last is None else last + 1)


def write_changes(
    database: sqlite3.Connection, changes: Changes, refused: Mapping[str, int], numbers: Iterator[int]
) -> None:
    """Write the changes of one step in one transaction, durable on return. Raises sqlite3.Error.

    `numbers` comes from `numbers_for_views`. Views are appended in order of time and deleted at the other end, so that a
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
        last_kept = changes.day - timedelta(days=READS_KEPT_DAYS)
        since = last_kept - timedelta(days=LONGEST_GAP_DAYS)
        database.execute(
            "DELETE FROM reads WHERE day > ? AND day < ?", (since.isoformat(), last_kept.isoformat())
        )
    if changes.begun:
        database.execute(ADD["days"], (day, changes.begun))
    if changes.reads:
        database.executemany(ADD["reads"], [(day, page, visits) for page, visits in changes.reads.items()])
    for (page, helpful), visits in changes.answers.items():
        database.execute(ADD["answers"], (day, page, helpful, visits))
    for reason, views in refused.items():
        database.execute(ADD["refused"], (day, reason, views))
    database.execute("COMMIT")
