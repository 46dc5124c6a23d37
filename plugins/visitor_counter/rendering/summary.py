"""What the statistics page shows: visits a day, visits a month, and what is read most."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from plugins.visitor_counter.counting.time import FIRST_DAY, first_of_month
from plugins.visitor_counter.stores.store import Store

DAYS = 30
WEEK = 7  # days, today among them
MOST_READ = 10


class Read(NamedTuple):
    """An article and how many visits have read it in the last week."""

    address: str
    title: str
    visits: int


class Summary(NamedTuple):
    """Visits of the last 30 days and of all months since the first, oldest first, and the week's most read articles."""

    days: Sequence[tuple[date, int]]
    months: Sequence[tuple[date, int]]
    most_read: Sequence[Read]


EMPTY = Summary((), (), ())


def summary_of(store: Store, today: date, title_of: Callable[[str], str]) -> Summary:
    """Sum up what a store holds; `title_of` gives an article's title, "" for one that is not published any more.

    Raises StoreUnavailable.
    """
    days = store.days()
    tomorrow = today + timedelta(
        days=1
    )  # a clock set back over midnight has left visits there: they are today's
    visits = {**days, today: days.get(today, 0) + days.get(tomorrow, 0)}
    read = store.most_read(today - timedelta(days=WEEK - 1), tomorrow, MOST_READ * 3)
    shown = [Read(address, title_of(address), number) for address, number in read]
    return Summary(
        days=[
            (day, visits.get(day, 0)) for day in (today - timedelta(days=n) for n in range(DAYS - 1, -1, -1))
        ],
        months=_months({day: number for day, number in visits.items() if FIRST_DAY <= day <= today}, today),
        most_read=[one for one in shown if one.title][:MOST_READ],
    )


def _months(days: Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """Add up days by month, with a nought for a month between without visits."""
    month = first_of_month(min(days, default=today))
    sums: dict[date, int] = {}
    while month <= today:
        sums[month] = 0
        month = first_of_month(month + timedelta(days=31))
    for day, number in days.items():
        sums[first_of_month(day)] += number
    return list(sums.items())


def days_json(summary: Summary) -> bytes:
    """Write days and months as one JSON object: `{"days": [["2026-11-23", 12], …], "months": [["2026-11", 345], …]}`."""
    return _json(
        {
            "days": [(day.isoformat(), visits) for day, visits in summary.days],
            "months": [(month.isoformat()[:7], visits) for month, visits in summary.months],
        }
    )


def most_read_json(summary: Summary) -> bytes:
    """Write the most read articles as a JSON list: `[["/tin/bai/", "Tiêu đề", 12], …]`."""
    return _json(summary.most_read)


def _json(what: object) -> bytes:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()
