"""Format the report for the operator as text (visits by day, rejected views, answers, manual changes) and as CSV."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.errors.commands import command
from plugins.errors.issue import printable
from plugins.files.spreadsheet import table
from plugins.vietnamese.writing import clock, number, short_date
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.filters import gate
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.report import DayMove, Report
from plugins.visitor_counter.words import LABELS

REASONS = {
    gate.AUTOMATED: "trình duyệt báo là do máy điều khiển",
    gate.CRAWLER: "chương trình tự động (theo danh sách)",
    gate.PREFETCH: "trình duyệt tải sẵn, chưa ai mở",
    gate.UNPUBLISHED: "địa chỉ không có trên cổng",
    gate.ELSEWHERE: "gửi từ trang web khác, hoặc không từ chính trang được xem",
    gate.MALFORMED: "không đúng mẫu",
    gate.NO_ADDRESS: "không rõ địa chỉ nguồn",
    gate.CEILING: "quá nhiều lượt từ một địa chỉ mạng trong một giờ",
}
WRONG_CLOCK = "CHÚ Ý: {visits} lượt được ghi cho ngày {day}, khi đồng hồ máy chủ sai. Chuyển sang hôm nay, hoặc ngày khác bằng --target: {command}"
CSV_HEADER = ("Ngày", "Loại", "Chi tiết", "Số")
DAYS = 30
PAGES = 30


def report_lines(report: Report, today: date) -> Iterator[str]:
    """Return the lines of the report, safe to print. Days that are implausible on the local day `today` come first."""
    return (printable(line).replace("\n", "⟨U+000A⟩") for line in _lines(report, today))


def _lines(report: Report, today: date) -> Iterator[str]:
    yield f"{LABELS[-1]}: {number(report.total)} (trong đó từ cổng cũ: {number(report.opening)})"
    visits, rejected = report.days, report.refused
    days = sorted({*visits, *(day for day, _ in rejected)})
    for day in days:
        if not believable(day, today):
            number_of_visits = number(visits.get(day, 0))
            moving = command(
                "visitors.move-day", f'--source {day.isoformat()} --reason "đồng hồ máy chủ sai"'
            )
            yield WRONG_CLOCK.format(visits=number_of_visits, day=short_date(day), command=moving)
    for day in days[: -DAYS - 1 : -1]:
        yield f"{day}  {number(visits.get(day, 0))} lượt"
        refused = [(views, reason) for (on, reason), views in rejected.items() if on == day]
        for views, reason in sorted(refused, reverse=True):
            yield f"            không tính {number(views)}: {REASONS.get(reason, reason)}"
    yield from _answers(report)
    for adjustment in report.adjustments:
        yield (
            f"Đặt tổng {_local(adjustment.moment)}: ban đầu {number(adjustment.before)} thành {number(adjustment.after)} "
            f"({adjustment.reason})"
        )
    for move in report.moves:
        yield f"Chuyển ngày {_local(move.moment)}: {move_text(move)} ({move.reason})"


def _answers(report: Report) -> Iterator[str]:
    """Yield pages with answers, most "not helpful" first."""
    pages: dict[str, Counter[bool]] = {}
    for (_, page, helpful), visits in report.answers.items():
        pages.setdefault(page, Counter())[helpful] += visits
    if pages:
        yield "Trang này có hữu ích không?"
    for page, answers in sorted(pages.items(), key=lambda one: (-one[1][False], one[0]))[:PAGES]:
        yield f"  Có {number(answers[True])}, Không {number(answers[False])}  {page}"


def _local(moment: str) -> str:
    """Format a moment (ISO 8601) in Vietnamese local time."""
    try:
        at = datetime.fromisoformat(moment).astimezone(ZoneInfo(Settings().time_zone))
    except (ValueError, OverflowError):  # a record edited by hand
        return moment
    return f"{clock(at)}, {short_date(at)}"


def move_text(move: DayMove) -> str:
    """Describe a move of a day in Vietnamese."""
    return f"{number(move.visits)} lượt từ ngày {short_date(move.source)} sang ngày {short_date(move.target)}"


def table_of(report: Report) -> bytes:
    """Return all numbers by day as CSV for a spreadsheet."""
    return table(CSV_HEADER, sorted(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[str, str, str, int]]:
    yield "", "Tổng ban đầu (từ cổng cũ)", "", report.opening
    for day, visits in report.days.items():
        yield day.isoformat(), "Lượt truy cập", "", visits
    for (day, reason), views in report.refused.items():
        yield day.isoformat(), "Không tính", REASONS.get(reason, reason), views
    for (day, page, helpful), visits in report.answers.items():
        yield day.isoformat(), f"Hữu ích: {'Có' if helpful else 'Không'}", page, visits
