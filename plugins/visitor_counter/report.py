"""What the operator can look at: visits by day and what was refused, in words."""

from collections.abc import Iterator

from plugins.vietnamese.writing import number
from plugins.visitor_counter import gate
from plugins.visitor_counter.store import Report
from plugins.visitor_counter.words import LABELS

REASONS = {
    gate.AUTOMATED: "trình duyệt báo là do máy điều khiển",
    gate.CRAWLER: "chương trình tự động (theo danh sách)",
    gate.PREFETCH: "trình duyệt tải sẵn, chưa ai mở",
    gate.UNPUBLISHED: "địa chỉ không có trên cổng",
    gate.ELSEWHERE: "gửi từ trang web khác",
    gate.MALFORMED: "không đúng mẫu",
    gate.NO_ADDRESS: "không rõ địa chỉ nguồn",
    gate.CEILING: "quá nhiều lượt từ một địa chỉ mạng trong một giờ",
}
DAYS = 30


def report_lines(report: Report) -> Iterator[str]:
    """Give the lines of a report, newest day first."""
    yield f"{LABELS[-1]}: {number(report.total)} (trong đó từ cổng cũ: {number(report.opening)})"
    days = {*report.days, *(day for day, _ in report.refused)}
    for day in sorted(days, reverse=True)[:DAYS]:
        yield f"{day}  {number(report.days.get(day, 0))} lượt"
        refused = [(views, reason) for (on, reason), views in report.refused.items() if on == day]
        for views, reason in sorted(refused, reverse=True):
            yield f"            không tính {number(views)}: {REASONS.get(reason, reason)}"
