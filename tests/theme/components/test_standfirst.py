"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_paragraph(example: Show) -> None:
    """It is a paragraph, not a heading: only the style sheet makes it strong."""
    assert [tag.name for tag in example("mac-dinh").select("*")] == ["p"]
