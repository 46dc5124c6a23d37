"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_plain_paragraph(example: Show) -> None:
    """It is a plain paragraph in the order of reading, not an alert that interrupts."""
    notice = example("mac-dinh").select_one("*")
    assert notice.name == "p"
    assert not notice.has_attr("role")
    assert not notice.has_attr("aria-live")


def test_names_the_agency(example: Show) -> None:
    """It names the agency whose site this is not."""
    assert "không phải cổng thông tin chính thức của UBND huyện Tánh Linh" in example("mac-dinh").text
