"""Files of the operator's commands: backups and tables.

A backup is a counter's file without secrets and visits, which it would outlive. So the file of a counter can be restored
as well, into another store.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE, replace_file
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.sqlite.errors import error_reason, store_unavailable
from plugins.visitor_counter.stores.sqlite.file import create_tables, reading
from plugins.visitor_counter.stores.sqlite.totals import add_report, read_report
from plugins.visitor_counter.stores.store import NoStoreError, Store

MAX_TEXT = 2048  # characters of an address or a reason
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
    if any(file.with_name(file.name + ending).exists() for ending in ("-wal", ".lock")):
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
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{file}: thiếu hoặc sai một phần, có lẽ đã bị hỏng hay sửa tay") from None


def _read(database: sqlite3.Connection) -> Report:
    try:
        report = read_report(database)
    except sqlite3.Error as error:  # a table is missing, or a page of the file
        raise ValueError from error
    _check(report)
    return report


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
    "".join(texts).encode()  # rejects what is not a string, and lone surrogates
