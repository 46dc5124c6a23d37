"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_link_is_named_in_its_language(example: Show) -> None:
    """The link is named in the language that it leads to, and says so to a screen reader."""
    link = example("trang-chu-tieng-anh").a
    assert (link.text, link["lang"], link["hreflang"]) == ("English", "en", "en")


def test_leads_to_the_translation(example: Show) -> None:
    """It leads to the same page in the other language where there is one."""
    assert example("ban-dich").a["href"] == "/gioi-thieu/"
    assert example("trang-chu-tieng-anh").a["href"] == "/en/"


def test_target(style: str) -> None:
    """Its target is 44 pixels high."""
    assert "min-height: var(--target)" in style
