"""Set the total by hand, and undo that; both are recorded."""

import re
from collections.abc import Iterable
from typing import TypeVar

from plugins.vietnamese.writing import number
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from plugins.visitor_counter.stores.store import Adjustment, DayMove, Report, Store

Trace = TypeVar("Trace", Adjustment, DayMove)
UNDONE = "hoàn lại"
MAX_TOTAL = 40  # characters
DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")


class TotalError(Exception):
    """The total cannot be set. The message is Vietnamese."""


def set_total(store: Store, total: int, reason: str, moment: str) -> Adjustment:
    """Set the displayed total to `total` by changing the opening total; visits begun meanwhile are added.

    `moment` is ISO 8601. Raises TotalError, also if `total` is below the current one, and ConflictError and
    StoreUnavailable as the store does.
    """
    report = store.report()
    if total < report.total:
        raise TotalError(
            f"tổng đang là {number(report.total)} và không giảm được xuống {number(total)}; "
            "nếu lần đặt trước bị nhầm, dùng --undo"
        )
    if total > LARGEST_OPENING_TOTAL:
        raise TotalError(f"{number(total)} quá lớn; tổng nhiều nhất là {number(LARGEST_OPENING_TOTAL)}")
    if not reason.strip():
        raise TotalError("thiếu lý do (--reason), ví dụ: số của cổng cũ theo biên bản bàn giao")
    opening = report.opening + total - report.total
    adjustment = Adjustment(moment, report.opening, opening, reason.strip())
    store.set_opening(adjustment)
    return adjustment


def undo(store: Store, moment: str) -> Adjustment:
    """Undo the last change; visits counted since then stay. Raises as `set_total`."""
    report = store.report()
    last = last_not_undone(report.adjustments)
    if last is None:
        raise TotalError("chưa lần nào đặt tổng, hoặc lần cuối đã được hoàn lại")
    if last.after != report.opening:
        raise TotalError(
            "tổng ban đầu đã tăng sau lần đặt cuối (bộ đếm chạy với --opening-total lớn hơn), nên không hoàn lại được"
        )
    adjustment = Adjustment(moment, last.after, last.before, UNDONE)
    store.set_opening(adjustment)
    return adjustment


def parse_total(text: str, option: str = "--total") -> int:
    """Parse a total written as 7448251 or 7.448.251. Raises TotalError, naming `option`."""
    written = text.strip()
    if len(written) > MAX_TOTAL:
        raise TotalError(f"{option}: quá lớn; tổng nhiều nhất là {number(LARGEST_OPENING_TOTAL)}")
    digits = written.replace(".", "") if DOTTED.fullmatch(written) else written
    if not (digits.isascii() and digits.isdigit()):
        raise TotalError(
            f"{option}: viết một số từ 0 trở lên, ví dụ 7448251 hoặc 7.448.251, không phải {text[:40]!r}"
        )
    return int(digits)


def explain_rise(store: Store, opening: int, moment: str, reason: str) -> None:
    """Raise the opening total to `opening` if it is lower, adding a record unless the last one explains it.

    So a mistake that was restored from a backup can be undone. Raises ConflictError and StoreUnavailable.
    """
    report = store.report()
    if report.opening >= opening:
        return
    last = last_not_undone(report.adjustments)
    if last is not None and last.after == opening:
        store.take_over(Report(opening, {}, {}))
    else:
        store.set_opening(Adjustment(moment, report.opening, opening, reason))


def last_not_undone(traces: Iterable[Trace]) -> Trace | None:
    """Return the last change that has not been undone, or None."""
    standing: list[Trace] = []
    for trace in traces:
        if trace.reason == UNDONE and standing:
            standing.pop()
        else:
            standing.append(trace)
    return standing[-1] if standing else None
