"""Changes that the operator makes, for `Store.change`.

They set the total by hand, move numbers counted while the clock was wrong to another day, undo both, and restore a backup.
Pure functions, which raise UserError; `moment` is ISO 8601.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from plugins.errors.issue import UserError
from plugins.vietnamese.writing import number, short_date
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.stores.report import CONTROL, UNDONE, Adjustment, DayMove, Report

Trace = TypeVar("Trace", Adjustment, DayMove)
MAX_REASON = 500
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def set_total(report: Report, total: int, reason: str, moment: str) -> Report:
    """Set the displayed total to `total`, which may not fall, by changing the opening total."""
    if total < report.total:
        raise UserError(
            f"tổng đang là {number(report.total)} và không giảm được xuống {number(total)}; "
            "nếu lần đặt trước bị nhầm, dùng --undo"
        )
    given = _reason(reason, "số của cổng cũ theo biên bản bàn giao")
    return _with_opening(report, report.opening + total - report.total, given, moment)


def undo_total(report: Report, moment: str) -> Report:
    """Undo the last change of the total; visits counted since then stay."""
    last = _last_not_undone(report.adjustments)
    if last is None:
        raise UserError("chưa lần nào đặt tổng, hoặc lần cuối đã được hoàn lại")
    if last.after != report.opening:
        raise UserError(
            "tổng ban đầu đã tăng sau lần đặt cuối (bộ đếm chạy với --opening-total lớn hơn), nên không hoàn lại được"
        )
    return _with_opening(report, last.before, UNDONE, moment)


def _with_opening(report: Report, opening: int, reason: str, moment: str) -> Report:
    adjustment = Adjustment(moment, report.opening, opening, reason)
    return replace(report, opening=opening, adjustments=(*report.adjustments, adjustment))


def restore(report: Report, backup: Report, reason: str, moment: str) -> Report:
    """Merge a backup.

    If it raises the opening total, this is recorded, unless a record explains it: so a mistake that came back can be undone.
    """
    merged = report.merged(backup)
    last = _last_not_undone(merged.adjustments)
    if merged.opening == report.opening or (last is not None and last.after == merged.opening):
        return merged
    return _with_opening(replace(merged, opening=report.opening), merged.opening, reason, moment)


def move_day(report: Report, source: date, target: date, *, reason: str, moment: str, today: date) -> Report:
    """Move all numbers of the day `source` to `target`; the total does not change."""
    if source == target:
        raise UserError("--source và --target là cùng một ngày")
    if not believable(target, today) or target > today:
        raise UserError(f"--target: {short_date(target)} không phải một ngày đã qua hoặc hôm nay")
    given = _reason(reason, "đồng hồ máy chủ sai")
    numbers = {key: n for key, n in report.numbers.items() if key.day == source}
    if not numbers:
        raise UserError(f"--source: ngày {short_date(source)} không có số liệu nào")
    return report.after(DayMove(moment, source, target, numbers, given))


def undo_move(report: Report, moment: str) -> Report:
    """Undo the last move of a day."""
    last = _last_not_undone(report.moves)
    if last is None:
        raise UserError("chưa chuyển ngày nào, hoặc lần cuối đã được hoàn lại")
    numbers = {key._replace(day=last.target): n for key, n in last.numbers.items()}
    if any(report.numbers.get(key, 0) < n for key, n in numbers.items()):
        day = short_date(last.target)
        raise UserError(f"số liệu ngày {day} đã được chuyển đi nơi khác, nên không hoàn lại được")
    return report.after(DayMove(moment, last.target, last.source, numbers, UNDONE))


def _reason(text: str, example: str) -> str:
    """Return a reason without spaces around it. Raises UserError if it cannot be kept in a record."""
    reason = text.strip()
    if not reason:
        raise UserError(f"thiếu lý do (--reason), ví dụ: {example}")
    if len(reason) > MAX_REASON:
        raise UserError(f"--reason: viết nhiều nhất {MAX_REASON} chữ")
    if CONTROL.search(reason):
        raise UserError("--reason: viết trên một dòng, không có ký tự điều khiển")
    if reason == UNDONE:
        raise UserError(f'--reason: "{UNDONE}" là dấu của --undo; hãy viết lý do rõ hơn, ví dụ: {example}')
    return reason


def parse_day(text: str, option: str) -> date:
    """Parse a day written as 2031-05-01 or 1/5/2031. Raises UserError, naming `option`."""
    written = text.strip()
    iso, vietnamese = ISO.fullmatch(written), VIETNAMESE.fullmatch(written)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise UserError(
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
