"""Set the total by hand, and move numbers counted while the clock was wrong to another day; both can be undone."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from plugins.vietnamese.writing import number, short_date
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Report
from plugins.visitor_counter.stores.store import Store
from plugins.visitor_counter.terminal import OperationError

Trace = TypeVar("Trace", Adjustment, DayMove)
UNDONE = "hoàn lại"
MAX_TOTAL = 40  # characters
MAX_REASON = 500
DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def set_total(store: Store, total: int, reason: str, moment: str) -> Adjustment:
    """Set the displayed total to `total` by changing the opening total; visits begun meanwhile are added.

    `moment` is ISO 8601. Raises OperationError, also if `total` is below the current one, and ConflictError and
    StoreUnavailable as the store does.
    """
    report = store.report()
    if total < report.total:
        raise OperationError(
            f"tổng đang là {number(report.total)} và không giảm được xuống {number(total)}; "
            "nếu lần đặt trước bị nhầm, dùng --undo"
        )
    if total > LARGEST_OPENING_TOTAL:
        raise OperationError(f"{number(total)} quá lớn; tổng nhiều nhất là {number(LARGEST_OPENING_TOTAL)}")
    if not reason.strip():
        raise OperationError("thiếu lý do (--reason), ví dụ: số của cổng cũ theo biên bản bàn giao")
    adjustment = Adjustment(moment, report.opening, report.opening + total - report.total, reason.strip())
    store.set_opening(adjustment)
    return adjustment


def undo_total(store: Store, moment: str) -> Adjustment:
    """Undo the last change; visits counted since then stay. Raises as `set_total`."""
    report = store.report()
    last = _last_not_undone(report.adjustments)
    if last is None:
        raise OperationError("chưa lần nào đặt tổng, hoặc lần cuối đã được hoàn lại")
    if last.after != report.opening:
        raise OperationError(
            "tổng ban đầu đã tăng sau lần đặt cuối (bộ đếm chạy với --opening-total lớn hơn), nên không hoàn lại được"
        )
    adjustment = Adjustment(moment, last.after, last.before, UNDONE)
    store.set_opening(adjustment)
    return adjustment


def parse_total(text: str, option: str = "--total") -> int:
    """Parse a total written as 7448251 or 7.448.251. Raises OperationError, naming `option`."""
    written = text.strip()
    if len(written) > MAX_TOTAL:
        raise OperationError(f"{option}: quá lớn; tổng nhiều nhất là {number(LARGEST_OPENING_TOTAL)}")
    digits = written.replace(".", "") if DOTTED.fullmatch(written) else written
    if not (digits.isascii() and digits.isdigit()):
        raise OperationError(
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
    last = _last_not_undone(report.adjustments)
    if last is not None and last.after == opening:
        store.take_over(Report(opening))
    else:
        store.set_opening(Adjustment(moment, report.opening, opening, reason))


def move_day(store: Store, source: date, target: date, *, reason: str, moment: str, today: date) -> DayMove:
    """Move all numbers of the day `source` to `target`; the total does not change.

    `moment` is ISO 8601. Raises OperationError, and ConflictError and StoreUnavailable as the store does.
    """
    if source == target:
        raise OperationError("--source và --target là cùng một ngày")
    if not believable(target, today) or target > today:
        raise OperationError(f"--target: {short_date(target)} không phải một ngày đã qua hoặc hôm nay")
    if not reason.strip():
        raise OperationError("thiếu lý do (--reason), ví dụ: đồng hồ máy chủ sai")
    if len(reason) > MAX_REASON:
        raise OperationError(f"--reason: viết nhiều nhất {MAX_REASON} chữ")
    numbers = {key: n for key, n in store.report().numbers.items() if key.day == source}
    if not numbers:
        raise OperationError(f"--source: ngày {short_date(source)} không có số liệu nào")
    move = DayMove(moment, source, target, numbers, reason.strip())
    store.move_day(move, reads=True)
    return move


def undo_move(store: Store, moment: str) -> DayMove:
    """Undo the last move. Raises as `move_day`."""
    report = store.report()
    last = _last_not_undone(report.moves)
    if last is None:
        raise OperationError("chưa chuyển ngày nào, hoặc lần cuối đã được hoàn lại")
    numbers = {key._replace(day=last.target): n for key, n in last.numbers.items()}
    move = DayMove(moment, last.target, last.source, numbers, UNDONE)
    if move.available_in(report) != move:
        day = short_date(last.target)
        raise OperationError(f"số liệu ngày {day} đã được chuyển đi nơi khác, nên không hoàn lại được")
    store.move_day(move, reads=False)
    return move


def parse_day(text: str, option: str) -> date:
    """Parse a day written as 2031-05-01 or 1/5/2031. Raises OperationError, naming `option`."""
    written = text.strip()
    iso, vietnamese = ISO.fullmatch(written), VIETNAMESE.fullmatch(written)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise OperationError(
            f"{option}: viết một ngày, ví dụ 2031-05-01 hoặc 1/5/2031, không phải {text[:40]!r}"
        ) from None


def _last_not_undone(traces: Iterable[Trace]) -> Trace | None:
    standing: list[Trace] = []
    for trace in traces:
        if trace.reason == UNDONE and standing:
            standing.pop()
        else:
            standing.append(trace)
    return standing[-1] if standing else None
