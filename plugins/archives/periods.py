"""Years and months that have articles, counted in one walk through the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from plugins.incremental.lists import grouped


@dataclass
class Month:
    """A month that has articles, newest first."""

    year: int
    month: int
    articles: Sequence[Any] = field(repr=False)

    @property
    def url(self) -> str:
        """The month's address, without the leading slash, as Pelican gives addresses."""
        return f"{self.year:04}/{self.month:02}/"

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
        return f"{self.year:04}/"

    @property
    def count(self) -> int:
        """How many articles the year has."""
        return len(self.articles)


def group(articles: Sequence[Any]) -> list[Year]:
    """Return the years of a list of articles; the list is newest first, and so are years and months."""
    years = {year: Year(year, found) for year, found in grouped(articles, "date.year", "year").items()}
    for year in years.values():
        months = grouped(year.articles, "date.month", f"month of {year.year}")
        year.months = [Month(year.year, month, found) for month, found in months.items()]
    return list(years.values())
