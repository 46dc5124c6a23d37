"""The clock, passed in so that tests can move it, and the calendar of the site's time zone."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Returns the time in milliseconds since 1970 (UTC)."""

FIRST_DAY = date(2020, 1, 1)  # the counter is younger: visits on earlier days come from a wrong clock


def system_clock() -> int:
    """Return the current time in milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000


def moment(now: int, zone: ZoneInfo) -> datetime:
    """Convert milliseconds since 1970 (UTC) to an aware datetime in `zone`, cut to whole seconds."""
    return datetime.fromtimestamp(now // 1000, zone)


def local_day(now: int, zone: ZoneInfo) -> date:
    """Return the local day at `now` (milliseconds since 1970, UTC)."""
    return moment(now, zone).date()


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def believable(day: date, today: date) -> bool:
    """Return whether `day` is plausible for a visit: outside this range the clock was wrong.

    Tomorrow is plausible: see `figures_at`.
    """
    return FIRST_DAY <= day <= today + timedelta(days=1)
