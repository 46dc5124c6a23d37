"""Permanent data in the SQLite file: numbers by day, reason and page. All functions raise sqlite3.Error."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from plugins.visitor_counter.stores.day_move import packed, unpacked
from plugins.visitor_counter.stores.store import Adjustment, ConflictError, DayMove, Report


def read_days(database: sqlite3.Connection) -> dict[date, int]:
    """Read the visits of each day."""
    return {
        date.fromisoformat(day): visits for day, visits in database.execute("SELECT day, visits FROM days")
    }


def read_report(database: sqlite3.Connection) -> Report:
    """Read the permanent data."""
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
        moves=tuple(map(unpacked, _moves(database))),
    )


def _moves(database: sqlite3.Connection) -> list[str]:
    """Read the records of moved days; the table is created when the first day is moved."""
    if database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'moves'").fetchone() is None:
        return []
    return [trace for (trace,) in database.execute("SELECT trace FROM moves ORDER BY rowid")]


def read_most_read(database: sqlite3.Connection, first: date, last: date, most: int) -> list[tuple[str, int]]:
    """Return the pages with the most visits in these days."""
    return database.execute(
        "SELECT page, sum(visits) FROM reads WHERE day BETWEEN ? AND ? GROUP BY page ORDER BY 2 DESC, 1 LIMIT ?",
        (first.isoformat(), last.isoformat(), most),
    ).fetchall()


Rest = tuple[()] | tuple[str] | tuple[str, bool]
COLUMNS = {  # table: (key columns, number column)
    "days": (("day",), "visits"),
    "refused": (("day", "reason"), "views"),
    "answers": (("day", "page", "helpful"), "visits"),
}
MOVES = "CREATE TABLE IF NOT EXISTS moves (trace TEXT NOT NULL)"
GREATER = {
    "days": "INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET visits = max(visits, excluded.visits)",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET visits = max(visits, excluded.visits)",
    "refused": "INSERT INTO refused VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET views = max(views, excluded.views)",
}


def write_report(database: sqlite3.Connection, report: Report) -> None:
    """Merge `report`, keeping the larger of two values, in one transaction."""
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
    if report.moves:
        database.execute(MOVES)
        traces = set(_moves(database))
        new_traces = [(trace,) for trace in map(packed, report.moves) if trace not in traces]
        database.executemany("INSERT INTO moves VALUES (?)", new_traces)
    database.execute("COMMIT")


def write_opening(database: sqlite3.Connection, adjustment: Adjustment) -> None:
    """Change the opening total in one transaction. Raises ConflictError, sqlite3.Error."""
    database.execute("BEGIN IMMEDIATE")
    done = database.execute(
        "UPDATE opening SET total = ? WHERE total = ?", (adjustment.after, adjustment.before)
    )
    if done.rowcount == 0:
        database.execute("ROLLBACK")
        raise ConflictError
    database.execute("INSERT INTO adjustments VALUES (?, ?, ?, ?)", adjustment)
    database.execute("COMMIT")


def write_move(database: sqlite3.Connection, move: DayMove, *, reads: bool) -> None:
    """Move numbers from one day to another in one transaction. Raises ConflictError, sqlite3.Error."""
    source, target = move.source.isoformat(), move.target.isoformat()
    database.execute("BEGIN IMMEDIATE")
    try:
        _shift(database, "days", source, target, [((), move.visits)])
        _shift(database, "refused", source, target, [((why,), n) for why, n in move.rejected.items()])
        _shift(database, "answers", source, target, move.answers.items())
    except ConflictError:
        database.execute("ROLLBACK")
        raise
    if reads:
        database.execute(
            "INSERT INTO reads SELECT ?, page, visits FROM reads WHERE day = ? "
            "ON CONFLICT DO UPDATE SET visits = visits + excluded.visits",
            (target, source),
        )
        database.execute("DELETE FROM reads WHERE day = ?", (source,))
    database.execute(MOVES)
    database.execute("INSERT INTO moves VALUES (?)", (packed(move),))
    database.execute("COMMIT")


def _shift(
    database: sqlite3.Connection, table: str, source: str, target: str, numbers: Iterable[tuple[Rest, int]]
) -> None:
    """Move numbers of one table to another day; each is given with the rest of its key. Raises ConflictError."""
    keys, column = COLUMNS[table]
    there = " AND ".join(f"{key} = ?" for key in keys)
    marks = ", ".join("?" for _ in keys)
    for rest, number in numbers:
        if not number:
            continue
        taken = database.execute(
            f"UPDATE {table} SET {column} = {column} - ? WHERE {there} AND {column} >= ?",  # noqa: S608 - only constants of this module
            (number, source, *rest, number),
        )
        if taken.rowcount == 0:
            raise ConflictError
        database.execute(f"DELETE FROM {table} WHERE {there} AND {column} = 0", (source, *rest))  # noqa: S608 - as above
        database.execute(
            f"INSERT INTO {table} VALUES ({marks}, ?) "  # noqa: S608 - as above
            f"ON CONFLICT DO UPDATE SET {column} = {column} + excluded.{column}",
            (target, *rest, number),
        )
