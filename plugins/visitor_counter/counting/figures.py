"""The five figures and their formats."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from plugins.vietnamese.writing import short_date
from plugins.visitor_counter.counting.time import first_of_month, moment, monday_of


class Figures(NamedTuple):
    """The five figures and the time for which they hold.

    `online` counts visitors with a view in the last 5 minutes; `today`, `week`, `month` and `total` count visits
    begun since local midnight, Monday, the 1st, and ever (with the opening total). `as_of` is aware, in the site's
    time zone.
    """

    online: int
    today: int
    week: int
    month: int
    total: int
    as_of: datetime

    @property
    def numbers(self) -> tuple[int, int, int, int, int]:
        """The five numbers in the order in which they are shown."""
        return self[:5]


NAMES = Figures._fields[:5]


def figures_at(now: int, zone: ZoneInfo, *, online: int, total: int, days: Mapping[date, int]) -> Figures:
    """Return the figures at `now` (milliseconds since 1970, UTC); `days` holds the visits begun on each local day.

    Visits of tomorrow count as today's: a clock that was set back over midnight leaves them there.
    """
    as_of = moment(now, zone)
    today = as_of.date()

    def since(first: date) -> int:
        return sum(days.get(first + timedelta(days=n), 0) for n in range((today - first).days + 2))

    return Figures(online, since(today), since(monday_of(today)), since(first_of_month(today)), total, as_of)


def as_of_text(figures: Figures) -> str:
    """Return a Vietnamese sentence with the time of the figures, complete enough for a screen reader to announce alone."""
    at = figures.as_of
    return f"Số liệu tính đến {at.hour:02} giờ {at.minute:02} phút, ngày {short_date(at)}"


def as_of_english(figures: Figures) -> str:
    """Return the same in English, e.g. `Figures as of 08:05, 21 March 2024`."""
    at = figures.as_of
    return f"Figures as of {at:%H:%M}, {at.day} {at:%B %Y}"


def to_json(figures: Figures, *, counted: bool | None = None) -> bytes:
    """Return the figures as a JSON object, with `counted` unless it is None."""
    fields: dict[str, object] = dict(zip(NAMES, figures.numbers, strict=True))
    fields |= {"as_of": figures.as_of.isoformat(timespec="seconds"), "as_of_text": as_of_text(figures)}
    fields["as_of_english"] = as_of_english(figures)
    if counted is not None:
        fields["counted"] = counted
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
