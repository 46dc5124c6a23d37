"""What the operator can look at: visits by day and what was refused, also while the service runs."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from plugins.visitor_counter import gate
from plugins.visitor_counter.figures import dotted
from plugins.visitor_counter.store import StoreUnavailable

REASONS = {
    gate.AUTOMATED: "trình duyệt báo là do máy điều khiển",
    gate.CRAWLER: "chương trình tự động (theo danh sách)",
    gate.PREFETCH: "trình duyệt tải sẵn, chưa ai mở",
    gate.UNPUBLISHED: "địa chỉ không có trên cổng",
    gate.ELSEWHERE: "gửi từ trang web khác",
    gate.MALFORMED: "không đúng mẫu",
    gate.NO_ADDRESS: "không rõ địa chỉ nguồn",
}
DAYS = 30


def report_lines(database: Path) -> Iterator[str]:
    """Give the lines of a report on the counter's file, newest day first. Raises StoreUnavailable."""
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (opening,) = connection.execute("SELECT total FROM opening").fetchone()
            days = connection.execute("SELECT day, visits FROM days ORDER BY day DESC").fetchall()
            refused = connection.execute(
                "SELECT day, reason, views FROM refused ORDER BY day DESC, views DESC"
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as trouble:
        raise StoreUnavailable(f"{database}: {trouble}") from trouble
    total = opening + sum(visits for _, visits in days)
    yield f"Tổng lượt truy cập: {dotted(total)} (trong đó từ cổng cũ: {dotted(opening)})"
    visits_of = dict(days)
    for day in sorted({row[0] for row in (*days, *refused)}, reverse=True)[:DAYS]:
        yield f"{day}  {dotted(visits_of.get(day, 0))} lượt"
        for _, reason, views in (row for row in refused if row[0] == day):
            yield f"            không tính {dotted(views)}: {REASONS.get(reason, reason)}"
