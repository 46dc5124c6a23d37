"""Export all numbers as CSV, and write the files of the operator's commands."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from plugins.files.atomic import PRIVATE, replace_file
from plugins.visitor_counter.admin.report import REASONS
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.sqlite.errors import error_reason
from plugins.visitor_counter.terminal import OperationError, visible

HEADER = ("Ngày", "Loại", "Chi tiết", "Số")
FORMULA = ("=", "+", "-", "@")
DATABASE = b"SQLite format 3\0"


def table_of(report: Report) -> str:
    """Return all numbers by day as CSV (RFC 4180), with a byte order mark so that spreadsheets detect UTF-8."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    csv.writer(text).writerows([HEADER, *sorted(_rows(report))])
    return text.getvalue()


def _rows(report: Report) -> Iterator[tuple[str, str, str, int]]:
    yield "", "Tổng ban đầu (từ cổng cũ)", "", report.opening
    for day, visits in report.days.items():
        yield day.isoformat(), "Lượt truy cập", "", visits
    for (day, reason), views in report.refused.items():
        yield day.isoformat(), "Không tính", _plain(REASONS.get(reason, reason)), views
    for (day, page, helpful), visits in report.answers.items():
        yield day.isoformat(), f"Hữu ích: {'Có' if helpful else 'Không'}", _plain(page), visits


def _plain(text: str) -> str:
    """Escape control characters, and text that a spreadsheet would take for a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown


def write_file(file: Path, text: str) -> None:
    """Write `text` as UTF-8 with mode 0600, atomically. Raises OperationError, also if `file` is a database."""
    try:
        if _is_database(file):
            raise OperationError(
                f"{file}: đây là tệp dữ liệu, ghi vào thì mất hết số liệu; hãy viết tên khác ở --file"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, text.encode(), mode=PRIVATE)
    except OSError as error:
        raise OperationError(f"{file}: không ghi được ({error_reason(error)})") from error


def _is_database(file: Path) -> bool:
    """Return whether `file` is a database; the data of a new one may still be in its write-ahead log."""
    if any(file.with_name(file.name + ending).exists() for ending in ("-wal", ".lock")):
        return True
    if not file.is_file():
        return False
    with file.open("rb") as there:
        return there.read(len(DATABASE)) == DATABASE
