"""Data of the statistics page: visits by day and month, and the most read articles."""

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
    """An article and the number of visits that read it in the last week."""

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
    """Summarise the data of a store. `title_of` returns the title of an article, "" if it is no longer published.

    Raises StoreUnavailable.
    """
    days = store.days()
    tomorrow = today + timedelta(days=1)
    # A clock set back over midnight leaves visits for tomorrow; count them today.
    visits = {**days, today: days.get(today, 0) + days.get(tomorrow, 0)}
    read = store.most_read(today - timedelta(days=WEEK - 1), tomorrow, MOST_READ * 3)
    articles = [Read(address, title_of(address), number) for address, number in read]
    last_days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    return Summary(
        days=[(day, visits.get(day, 0)) for day in last_days],
        months=_months({day: number for day, number in visits.items() if FIRST_DAY <= day <= today}, today),
        most_read=[article for article in articles if article.title][:MOST_READ],
    )


def _months(days: Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """Sum up days by month, with 0 for months without visits."""
    month = first_of_month(min(days, default=today))
    sums: dict[date, int] = {}
    while month <= today:
        sums[month] = 0
        month = first_of_month(month + timedelta(days=31))
    for day, number in days.items():
        sums[first_of_month(day)] += number
    return list(sums.items())


def days_json(summary: Summary) -> bytes:
    """Return days and months as a JSON object: `{"days": [["2026-11-23", 12], …], "months": [["2026-11", 345], …]}`."""
    return _json(
        {
            "days": [(day.isoformat(), visits) for day, visits in summary.days],
            "months": [(month.isoformat()[:7], visits) for month, visits in summary.months],
        }
    )


def most_read_json(summary: Summary) -> bytes:
    """Return the most read articles as a JSON list: `[["/tin/bai/", "Tiêu đề", 12], …]`."""
    return _json(summary.most_read)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
