"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_paragraph(example: Show) -> None:
    """It is a paragraph, not a heading: only the style sheet makes it strong."""
    assert [tag.name for tag in example("mac-dinh").select("*")] == ["p"]


def test_foreign_summary_says_so(example: Show) -> None:
    """A summary in another language says so."""
    assert example("tieng-anh").p["lang"] == "en"
    assert not example("mac-dinh").p.has_attr("lang")
