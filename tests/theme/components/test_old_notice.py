"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_plain_paragraph(example: Show) -> None:
    """It is a plain paragraph in the order of reading, before the text that it is about."""
    notice = example("hai-nam").select_one("*")
    assert notice is not None
    assert notice.name == "p"
    assert not notice.has_attr("role")


def test_gives_the_day(example: Show) -> None:
    """It gives the day in words and for machines."""
    time = example("hai-nam").time
    assert time is not None
    assert (time.text, time["datetime"]) == ("21/3/2024", "2024-03-21T08:00+07:00")
