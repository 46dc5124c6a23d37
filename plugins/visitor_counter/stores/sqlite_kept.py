"""What the SQLite file holds for good: numbers by day, reason and page. All functions raise sqlite3.Error."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from plugins.visitor_counter.stores.store import Adjustment, ConflictError, Report


def read_days(database: sqlite3.Connection) -> dict[date, int]:
    """Read the visits of each day."""
    return {
        date.fromisoformat(day): visits for day, visits in database.execute("SELECT day, visits FROM days")
    }


def read_report(database: sqlite3.Connection) -> Report:
    """Read what is kept for good."""
    (opening,) = database.execute("SELECT total FROM opening").fetchone()
    refused = database.execute("SELECT day, reason, views FROM refused ORDER BY day, reason")
    answers = database.execute("SELECT day, page, helpful, visits FROM answers ORDER BY day, page, helpful")
    return Report(
        opening=opening,
        days=read_days(database),
        refused={(date.fromisoformat(day), reason): views for day, reason, views in refused},
        adjustments=tuple(
            Adjustment(*row) for row in database.execute("SELECT * FROM adjustments ORDER BY rowid")
        ),
        answers={(date.fromisoformat(day), page, bool(yes)): visits for day, page, yes, visits in answers},
    )


def read_most_read(database: sqlite3.Connection, first: date, last: date, most: int) -> list[tuple[str, int]]:
    """Name the pages that most visits have read in these days."""
    return database.execute(
        "SELECT page, sum(visits) FROM reads WHERE day BETWEEN ? AND ? GROUP BY page ORDER BY 2 DESC, 1 LIMIT ?",
        (first.isoformat(), last.isoformat(), most),
    ).fetchall()


GREATER = {
    "days": "INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET visits = max(visits, excluded.visits)",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET visits = max(visits, excluded.visits)",
    "refused": "INSERT INTO refused VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET views = max(views, excluded.views)",
}


def write_report(database: sqlite3.Connection, report: Report) -> None:
    """Hold at least what `report` holds, in one transaction."""
    database.execute("BEGIN IMMEDIATE")
    database.execute("UPDATE opening SET total = max(total, ?)", (report.opening,))
    rows: dict[str, Iterable[tuple[str | int, ...]]] = {
        "days": [(day.isoformat(), visits) for day, visits in report.days.items()],
        "refused": [(day.isoformat(), reason, views) for (day, reason), views in report.refused.items()],
        "answers": [
            (day.isoformat(), page, yes, visits) for (day, page, yes), visits in report.answers.items()
        ],
    }
    for table, held in rows.items():
        database.executemany(GREATER[table], held)
    known = set(database.execute("SELECT * FROM adjustments"))
    new = [adjustment for adjustment in report.adjustments if tuple(adjustment) not in known]
    database.executemany("INSERT INTO adjustments VALUES (?, ?, ?, ?)", new)
    database.execute("COMMIT")


def write_opening(database: sqlite3.Connection, adjustment: Adjustment) -> None:
    """Set the opening total by hand, in one transaction. Raises ConflictError, sqlite3.Error."""
    database.execute("BEGIN IMMEDIATE")
    done = database.execute(
        "UPDATE opening SET total = ? WHERE total = ?", (adjustment.after, adjustment.before)
    )
    if done.rowcount == 0:
        database.execute("ROLLBACK")
        raise ConflictError
    database.execute("INSERT INTO adjustments VALUES (?, ?, ?, ?)", adjustment)
    database.execute("COMMIT")
