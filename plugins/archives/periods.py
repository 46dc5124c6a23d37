"""Years, months and days that have articles, counted in one walk through the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from plugins.incremental.api import grouped
from plugins.urls.patterns import DAY, MONTH, PART_OF_DAY, YEAR

MOST_LISTED = 90  # titles of 80 letters weigh 6 kB compressed; more, and a page breaks its budget (law 6)


@dataclass
class Part:
    """One run of a day's articles, newest first; parts are counted from the oldest, so that full ones stay as they are."""

    date: date
    number: int
    articles: Sequence[Any] = field(repr=False)

    @property
    def url(self) -> str:
        """The part's address, without the leading slash."""
        return PART_OF_DAY.format(date=self.date, number=self.number).lstrip("/")

    @property
    def count(self) -> int:
        """How many articles the part has."""
        return len(self.articles)


@dataclass
class Day:
    """A day with a page of its own, since its month has too many articles for one list."""

    date: date
    articles: Sequence[Any] = field(repr=False)

    @property
    def url(self) -> str:
        """The day's address, without the leading slash."""
        return DAY.format(date=self.date).lstrip("/")

    @property
    def count(self) -> int:
        """How many articles the day has."""
        return len(self.articles)

    @property
    def parts(self) -> list[Part]:
        """The pages into which a day falls that has itself too many articles, newest first; empty for others."""
        count = self.count
        if count <= MOST_LISTED:
            return []
        starts = range(0, count, MOST_LISTED)
        cuts = [(count - min(start + MOST_LISTED, count), count - start) for start in starts]
        parts = [
            Part(self.date, number, self.articles[newest:oldest])
            for number, (newest, oldest) in enumerate(cuts, 1)
        ]
        return parts[::-1]


@dataclass
class Month:
    """A month that has articles, newest first; `day_pages` where they are too many for one list."""

    year: int
    month: int
    articles: Sequence[Any] = field(repr=False)
    day_pages: list[Day] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The month's address, without the leading slash, as Pelican gives addresses."""
        return MONTH.format(date=date(self.year, self.month, 1)).lstrip("/")

    @property
    def count(self) -> int:
        """How many articles the month has."""
        return len(self.articles)

    @property
    def days(self) -> list[tuple[datetime, list[Any]]]:
        """The days that have articles, newest first, each with its articles."""
        days = groupby(self.articles, key=lambda article: article.date.date())
        grouped_by_day = [list(articles) for _, articles in days]
        return [(articles[0].date, articles) for articles in grouped_by_day]


@dataclass
class Year:
    """A year that has articles, with its months, newest first."""

    year: int
    articles: Sequence[Any] = field(repr=False)
    months: list[Month] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The year's address, without the leading slash."""
        return YEAR.format(date=date(self.year, 1, 1)).lstrip("/")

    @property
    def count(self) -> int:
        """How many articles the year has."""
        return len(self.articles)


def group(articles: Sequence[Any]) -> list[Year]:
    """Return the years of a list of articles; the list is newest first, and so are years, months and days."""
    years = {year: Year(year, found) for year, found in grouped(articles, "date.year", "year").items()}
    for year in years.values():
        months = grouped(year.articles, "date.month", f"month of {year.year}")
        year.months = [Month(year.year, month, found) for month, found in months.items()]
        for month in year.months:
            month.day_pages = _day_pages(month)
    return list(years.values())


def _day_pages(month: Month) -> list[Day]:
    if month.count <= MOST_LISTED:
        return []
    found = grouped(month.articles, "date.day", f"day of {month.url}")
    return [Day(date(month.year, month.month, day), articles) for day, articles in found.items()]


def periods(years: Sequence[Year]) -> Iterator[Year | Month | Day | Part]:
    """Yield every period that has a page, from years down to the parts of a day."""
    for year in years:
        yield year
        for month in year.months:
            yield month
            for day in month.day_pages:
                yield day
                yield from day.parts
