"""The clock, passed in so that tests can move it, and the calendar of the site's time zone."""

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Returns the time in milliseconds since 1970 (UTC)."""

FIRST_DAY = date(2020, 1, 1)  # before there was this counter: only a wrong clock counts for earlier days


def system_clock() -> int:
    """Return the current time in milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000


def moment(now: int, zone: ZoneInfo) -> datetime:
    """Give milliseconds since 1970 (UTC) as an aware datetime of the site, cut to whole seconds."""
    return datetime.fromtimestamp(now // 1000, zone)


def local_day(now: int, zone: ZoneInfo) -> date:
    """Give the calendar day at `now` (milliseconds since 1970, UTC) in the site's time zone."""
    return moment(now, zone).date()


def monday_of(day: date) -> date:
    """Give the Monday that begins the week of `day`."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """Give the 1st of the month of `day`."""
    return day.replace(day=1)


def begun_since(start: date, today: date, days: Mapping[date, int]) -> int:
    """Add up the visits begun from `start` until now, from the numbers of visits begun on each day.

    Tomorrow is looked at too: a clock set back over midnight leaves visits there, and they have begun all the same.
    """
    first, last = start.toordinal(), today.toordinal() + 1
    return sum(days.get(date.fromordinal(n), 0) for n in range(first, last + 1))


def believable(day: date, today: date) -> bool:
    """Tell whether visits can have begun on `day`, unless the clock was wrong when they were counted.

    Tomorrow can be: see `begun_since`.
    """
    return FIRST_DAY <= day <= today + timedelta(days=1)
