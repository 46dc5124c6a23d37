"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_title_is_a_second_heading(example: Show) -> None:
    """The title is a heading of the second level, below that of the page."""
    assert example("co-anh").h2.a["href"] == "/2026/11/cach-doc-tin-tren-cong/"


def test_picture_is_not_a_second_link(example: Show) -> None:
    """The picture is not a second link to the same page."""
    assert example("co-anh").img.find_parent("a") is None


def test_nothing_empty(example: Show) -> None:
    """What an article does not have (category, picture, summary) leaves nothing empty."""
    least = example("toi-thieu")
    assert not least.select(".kicker, figure")
    assert all(tag.text.strip() for tag in least.select("*"))


def test_foreign_title_says_so(example: Show) -> None:
    """A title in another language says so."""
    assert example("tieng-anh").h2["lang"] == "en"
