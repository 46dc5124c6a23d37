"""Move numbers counted while the clock was wrong to another day, and undo that."""

import re
from datetime import date

from plugins.vietnamese.writing import number, short_date
from plugins.visitor_counter.admin.total import UNDONE, last_not_undone
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.stores.day_move import available
from plugins.visitor_counter.stores.store import DayMove, Report, Store

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
MAX_REASON = 500


class DayError(Exception):
    """The day cannot be moved. The message is Vietnamese."""


def move_day(store: Store, source: date, target: date, *, reason: str, moment: str, today: date) -> DayMove:
    """Move all numbers of the day `source` to `target`; the total does not change.

    `moment` is ISO 8601. Raises DayError, and ConflictError and StoreUnavailable as the store does.
    """
    if source == target:
        raise DayError("--source và --target là cùng một ngày")
    if not believable(target, today) or target > today:
        raise DayError(f"--target: {short_date(target)} không phải một ngày đã qua hoặc hôm nay")
    if not reason.strip():
        raise DayError("thiếu lý do (--reason), ví dụ: đồng hồ máy chủ sai")
    if len(reason) > MAX_REASON:
        raise DayError(f"--reason: viết nhiều nhất {MAX_REASON} chữ")
    report = store.report()
    move = _all_of(report, source, target, reason.strip(), moment)
    if move.empty:
        raise DayError(f"--source: ngày {short_date(source)} không có số liệu nào")
    store.move_day(move, reads=True)
    return move


def undo_move(store: Store, moment: str) -> DayMove:
    """Undo the last move. Raises as `move_day`."""
    report = store.report()
    last = last_not_undone(report.moves)
    if last is None:
        raise DayError("chưa chuyển ngày nào, hoặc lần cuối đã được hoàn lại")
    move = last._replace(moment=moment, source=last.target, target=last.source, reason=UNDONE)
    if available(move, report) != move:
        raise DayError(
            f"số liệu ngày {short_date(last.target)} đã được chuyển đi nơi khác, nên không hoàn lại được"
        )
    store.move_day(move, reads=False)
    return move


def parse_day(text: str, option: str) -> date:
    """Parse a day written as 2031-05-01 or 1/5/2031. Raises DayError, naming `option`."""
    written = text.strip()
    iso, vietnamese = ISO.fullmatch(written), VIETNAMESE.fullmatch(written)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise DayError(
            f"{option}: viết một ngày, ví dụ 2031-05-01 hoặc 1/5/2031, không phải {text[:40]!r}"
        ) from None


def described(move: DayMove) -> str:
    """Describe a move in Vietnamese."""
    return f"{number(move.visits)} lượt từ ngày {short_date(move.source)} sang ngày {short_date(move.target)}"


def _all_of(report: Report, source: date, target: date, reason: str, moment: str) -> DayMove:
    return DayMove(
        moment,
        source,
        target,
        report.days.get(source, 0),
        {why: views for (day, why), views in report.refused.items() if day == source},
        {(page, yes): n for (day, page, yes), n in report.answers.items() if day == source},
        reason,
    )
