"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_names_are_text(example: Show) -> None:
    """The names are text in the order of reading; only the style sheet moves them to the right."""
    assert [tag.name for tag in example("mot-tac-gia").select("*")] == ["div", "p"]
    assert example("co-nguon").p.text == "Đình Sơn, Ban Biên tập"


def test_source_is_told_in_words(example: Show) -> None:
    """The source is given as text."""
    assert "Nguồn: Báo Bình Thuận" in example("co-nguon").text
    assert "Nguồn" not in example("mot-tac-gia").text
