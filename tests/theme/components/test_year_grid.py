"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_year_is_a_heading_above_its_months(example: Show) -> None:
    """Every year is a heading, with its months in a list below it."""
    years = example("hai-nam").find_all("section")
    assert [year.h2.a.text for year in years] == ["Năm 2026", "Năm 2024"]
    assert [len(year.select("h2 + ul > li")) for year in years] == [2, 1]


def test_link_says_month_year_and_number(example: Show) -> None:
    """A link says the month with its year, and how many articles it has."""
    assert [link.text for link in example("mot-nam").find_all("a")] == [
        "Tháng 11/2026 2 tin",
        "Tháng 8/2026 2 tin",
    ]


def test_large_numbers_have_dots(example: Show) -> None:
    """Large numbers have dots between thousands."""
    assert "1.204 tin" in example("hai-nam").h2.text
