"""Years and months that have articles, counted in one walk through the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any


@dataclass
class Month:
    """A month that has articles, newest first."""

    year: int
    month: int
    articles: list[Any] = field(default_factory=list, repr=False)

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
        grouped = [list(articles) for _, articles in days]
        return [(articles[0].date, articles) for articles in grouped]


@dataclass
class Year:
    """A year that has articles, with its months, newest first."""

    year: int
    months: list[Month] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The year's address, without the leading slash."""
        return f"{self.year:04}/"

    @property
    def count(self) -> int:
        """How many articles the year has."""
        return sum(month.count for month in self.months)

    @property
    def articles(self) -> list[Any]:
        """The year's articles, newest first."""
        return [article for month in self.months for article in month.articles]


def group(articles: Iterable[Any]) -> list[Year]:
    """Return the years of a list of articles; the list is newest first, and so are years and months."""
    years: dict[int, Year] = {}
    months: dict[tuple[int, int], Month] = {}
    for article in articles:
        date = article.date
        year = years.setdefault(date.year, Year(date.year))
        key = (date.year, date.month)
        if key not in months:
            months[key] = Month(*key)
            year.months.append(months[key])
        months[key].articles.append(article)
    return list(years.values())
