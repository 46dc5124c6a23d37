"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_begins_with_its_heading(example: Show) -> None:
    """It is a section that begins with its heading."""
    assert example("mac-dinh").section.select_one("*").name == "h2"
