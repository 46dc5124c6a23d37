"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_plain_paragraph(example: Show) -> None:
    """It is a plain paragraph in the order of reading, not an alert that interrupts."""
    notice = example("sap-nhap").select_one("*")
    assert notice is not None
    assert notice.name == "p"
    assert not notice.has_attr("role")


def test_link_says_whose_portal(example: Show) -> None:
    """Its link says whose portal it leads to."""
    link = example("sap-nhap").a
    assert link is not None
    assert link.text == "Cổng thông tin điện tử tỉnh Lâm Đồng"
