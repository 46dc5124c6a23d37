"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_leads_to_main_content(example: Show) -> None:
    """It leads to the main content, whose id it is given."""
    assert example("mac-dinh").a["href"] == "#noi-dung"


def test_comes_into_view_with_the_focus(style: str) -> None:
    """It is hidden by its place, not from screen readers, and comes into view with the focus."""
    assert "display: none" not in style
    assert "visibility" not in style
    assert ".skip-link:focus {" in style
