"""Export all numbers as CSV."""

import csv
import io
from collections.abc import Iterator

from plugins.visitor_counter.admin.report import REASONS
from plugins.visitor_counter.stores.store import Report
from plugins.visitor_counter.terminal import visible

HEADER = ("Ngày", "Loại", "Chi tiết", "Số")
FORMULA = ("=", "+", "-", "@")


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
