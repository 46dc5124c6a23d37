"""Years, months and days that have articles, counted in one walk through the list."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar

from plugins.incremental.api import column, grouped
from plugins.urls.patterns import DAY, MONTH, PART_OF_DAY, THIRD_OF_MONTH, YEAR

MOST_LISTED = 50  # titles of 42 letters, on days of their own, weigh 4.7 kB compressed; more would exceed the budget of a page (law 6)


@dataclass
class Period:
    """A period that has a page: its first day, its articles, newest first, and its URL without the leading slash."""

    pattern: ClassVar[str]

    date: date
    articles: Sequence[Any] = field(repr=False)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        """Set the URL, which is read several times in a build."""
        self.url = self.pattern.format(**vars(self)).lstrip("/")

    @property
    def count(self) -> int:
        """Number of articles."""
        return len(self.articles)

    @property
    def year(self) -> int:
        """Year of the period."""
        return self.date.year

    @property
    def month(self) -> int:
        """Month of its first day."""
        return self.date.month

    @property
    def days(self) -> list[tuple[datetime, list[Any]]]:
        """The days that have articles, newest first, each with its articles."""
        days = groupby(self.articles, key=lambda article: article.date.date())
        grouped_by_day = [list(articles) for _, articles in days]
        return [(articles[0].date, articles) for articles in grouped_by_day]


@dataclass
class Part(Period):
    """A run of a day's articles. Parts are numbered from the oldest, so that a new article changes only the newest."""

    pattern = PART_OF_DAY

    number: int


@dataclass
class Day(Period):
    """A day that has its own page, because its third of the month has too many articles for one list."""

    pattern = DAY

    @property
    def parts(self) -> list[Part]:
        """The parts, newest first, of a day that itself has too many articles for one list; otherwise empty."""
        count = self.count
        if count <= MOST_LISTED:
            return []
        ends = range(count, 0, -MOST_LISTED)
        parts = [
            Part(self.date, self.articles[max(end - MOST_LISTED, 0) : end], number)
            for number, end in enumerate(ends, 1)
        ]
        return parts[::-1]


@dataclass
class Third(Period):
    """The days 1 to 10, 11 to 20 or 21 to `last` of a month that has too many articles for one list.

    With `day_pages` if it has too many itself. A month with two articles a day has three such pages instead of 30.
    """

    pattern = THIRD_OF_MONTH

    last: date
    day_pages: list[Day]


@dataclass
class Month(Period):
    """A month, with `thirds`, newest first, if it has too many articles for one list."""

    pattern = MONTH

    thirds: list[Third]


@dataclass
class Year(Period):
    """A year with its months, newest first."""

    pattern = YEAR

    months: list[Month]


def group(articles: Sequence[Any]) -> list[Year]:
    """Return the years of a list of articles; the list is newest first, and so are years, months and days."""
    return [
        Year(date(year, 1, 1), found, _months(year, found))
        for year, found in grouped(articles, "date.year", "year").items()
    ]


def _months(year: int, articles: Sequence[Any]) -> list[Month]:
    return [
        Month(date(year, month, 1), found, _thirds(year, month, found))
        for month, found in grouped(articles, "date.month", f"month of {year}").items()
    ]


def _thirds(year: int, month: int, articles: Sequence[Any]) -> list[Third]:
    if len(articles) <= MOST_LISTED:
        return []
    ends = (10, 20, monthrange(year, month)[1])
    thirds, start = list[Third](), 0
    for last, days in groupby(
        column(articles, "date.day"), lambda day: next(end for end in ends if day <= end)
    ):
        count = len(list(days))
        found = articles[start : start + count]
        first = date(year, month, max((end + 1 for end in ends if end < last), default=1))
        thirds.append(Third(first, found, date(year, month, last), _day_pages(year, month, found)))
        start += count
    return thirds


def _day_pages(year: int, month: int, articles: Sequence[Any]) -> list[Day]:
    if len(articles) <= MOST_LISTED:
        return []
    found = grouped(articles, "date.day", f"day of {year:04}/{month:02}/")
    return [Day(date(year, month, day), of_day) for day, of_day in found.items()]


@dataclass(frozen=True)
class Neighbour:
    """A month or year beside another one, as its page links to it: without the articles, which do not concern that page."""

    date: date
    url: str


def neighbours_of(found: Sequence[Period]) -> dict[str, tuple[Neighbour | None, Neighbour | None]]:
    """Return for each URL of some periods, newest first, the older and the newer one beside it, None at the ends."""
    named = [Neighbour(period.date, period.url) for period in found]
    around = zip([*named[1:], None], [None, *named[:-1]], strict=True) if named else ()
    return {one.url: beside for one, beside in zip(named, around, strict=True)}


def periods(years: Sequence[Year]) -> Iterator[Period]:
    """Yield every period that has a page, from years down to the parts of a day."""
    for year in years:
        yield year
        for month in year.months:
            yield month
            for third in month.thirds:
                yield third
                for day in third.day_pages:
                    yield day
                    yield from day.parts
