"""Files of the operator's commands: backups and tables.

A backup is a counter's file without secrets and visits, which it would outlive. So the file of a counter can be restored
as well, into another store.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE, replace_file
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL, Settings
from plugins.visitor_counter.stores.report import CONTROL, Report
from plugins.visitor_counter.stores.sqlite.errors import error_reason, store_unavailable
from plugins.visitor_counter.stores.sqlite.file import LOCK, LOG, MOVES, beside, create_tables, reading
from plugins.visitor_counter.stores.sqlite.totals import ALL_NUMBERS, add_report, read_report, read_traces
from plugins.visitor_counter.stores.store import NoStoreError, Store

MAX_TEXT = 2048  # characters of an address or a reason
MAX_RECORD = 1_000_000  # bytes of a value or row, for example the record of a moved day
MAX_NUMBERS = 2_000_000
RECORDS = {"adjustments": "SELECT 1 FROM adjustments", "moves": "SELECT 1 FROM moves"}
MAX_RECORDS = 1000  # in each of these tables
MAX_SECONDS = 60
INSTRUCTIONS = 10_000  # of SQLite's virtual machine between checks of the time
SQLITE_IN_WAL_MODE = b"SQLite format 3\0", 2  # at the start and at byte 18 (sqlite.org/fileformat.html)


def back_up(store: Store, file: Path) -> Report:
    """Write the permanent data of `store` to `file` and return it. Raises UserError."""
    report = store.report()
    write_file(file, packed(report))
    return report


def packed(report: Report) -> bytes:
    """Return the content of a backup."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        create_tables(database)
        add_report(database, report)
        return database.serialize()


def write_file(file: Path, content: bytes) -> None:
    """Write a file with mode 0600, atomically. Raises UserError, also if `file` is the file of a counter."""
    try:
        if _is_store(file):
            raise UserError(
                f"{file}: đây là tệp dữ liệu, ghi vào thì mất hết số liệu; hãy viết tên khác ở --file"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, content, mode=PRIVATE)
    except OSError as error:
        raise UserError(f"{file}: không ghi được ({error_reason(error)})") from error


def _is_store(file: Path) -> bool:
    """Return whether `file` belongs to a counter; the data of a new one may still be in its write-ahead log."""
    if any(beside(file, ending).exists() for ending in (LOG[0], LOCK)):
        return True
    for ending in (*LOG, "-journal", LOCK):
        owner = file.name.removesuffix(ending)
        if owner not in {"", file.name} and _is_store(file.with_name(owner)):
            return True
    if not file.is_file():
        return False
    with file.open("rb") as there:
        start = there.read(19)
    return (start[:16], *start[18:]) == SQLITE_IN_WAL_MODE


def read_backup(file: Path) -> Report:
    """Read a backup, or the file of a counter. Raises UserError for anything else."""
    if not file.is_file():  # reading a pipe or device may never end
        raise UserError(f"{file}: không có tệp này, hoặc không phải một tệp thường")
    try:
        with store_unavailable(file), reading(file) as database:
            return _read(database)
    except NoStoreError:
        raise UserError(f"{file}: không phải bản sao lưu của bộ đếm") from None
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        raise UserError(f"{file}: thiếu hoặc sai một phần, có lẽ đã bị hỏng hay sửa tay") from None


def _read(database: sqlite3.Connection) -> Report:
    until = time.monotonic() + MAX_SECONDS
    database.set_progress_handler(lambda: time.monotonic() > until, INSTRUCTIONS)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_RECORD)
    try:
        _check_schema(database)
        _check_rows(database)
        report = read_report(database)
        if [move.packed() for move in report.moves] != read_traces(database):
            raise ValueError("a record of a moved day is not as it was written")
    except sqlite3.Error as error:  # a table is missing, or a page of the file
        raise ValueError from error
    _check(report)
    return report


def _check_schema(database: sqlite3.Connection) -> None:
    """Raise ValueError for anything but the counter's tables: a view or a generated column may compute forever."""
    database.execute("PRAGMA trusted_schema = OFF")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as own:
        create_tables(own)
        own.execute(MOVES)
        known = set(_definitions(own))
    if not known.issuperset(_definitions(database)):
        raise ValueError("not the tables of a counter")


def _definitions(database: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    for kind, name, definition in database.execute("SELECT type, name, sql FROM sqlite_schema"):
        yield kind, name, " ".join(str(definition).split())


def _check_rows(database: sqlite3.Connection) -> None:
    """Raise ValueError for too many rows, or a day in another form than `date.isoformat` writes."""
    records = [RECORDS[name] for _, name, _ in _definitions(database) if name in RECORDS]
    for rows, most in ((ALL_NUMBERS, MAX_NUMBERS), *((rows, MAX_RECORDS) for rows in records)):
        if database.execute(f"SELECT 1 FROM ({rows}) LIMIT 1 OFFSET ?", (most,)).fetchone():  # noqa: S608 - constants
            raise ValueError("too many rows")
    if database.execute(f"SELECT 1 FROM ({ALL_NUMBERS}) WHERE date(day) IS NOT day").fetchone():  # noqa: S608 - constants
        raise ValueError("not a day")


def _check(report: Report) -> None:
    """Raise ValueError or TypeError for a number or text of the wrong type or size."""
    moved = [move.numbers for move in report.moves]
    counts = [report.opening, *(n for numbers in (report.numbers, *moved) for n in numbers.values())]
    texts = [key.name for numbers in (report.numbers, *moved) for key in numbers]
    for adjustment in report.adjustments:
        counts += adjustment[1:3]
        texts += adjustment[0], adjustment[3]
    texts += [text for move in report.moves for text in (move.moment, move.reason)]
    if not all(isinstance(n, int) and 0 <= n <= LARGEST_OPENING_TOTAL for n in counts):
        raise ValueError("not a number of visits")
    if report.total > LARGEST_OPENING_TOTAL or max(map(len, texts), default=0) > MAX_TEXT:
        raise ValueError("total too large, or text too long")
    if CONTROL.search("".join(texts)):  # a TypeError for what is not a string
        raise ValueError("control characters")
    for moment in (*(made.moment for made in report.adjustments), *(move.moment for move in report.moves)):
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or at.isoformat(timespec="seconds") != moment:
            raise ValueError("not a moment")
        at.astimezone(ZoneInfo(Settings().time_zone))
