"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_heading_leads_to_all_notices(example: Show) -> None:
    """It has a heading, which leads to all notices."""
    assert example("mac-dinh").select_one("section > h2 > a")["href"] == "/chuyen-muc/thong-bao/"


def test_onward_link_says_of_what(example: Show) -> None:
    """The link that leads on says of what it shows more, and is there only if there is more."""
    assert example("mac-dinh").select_one(".onward").text == "Các tin khác trong mục Thông báo"
    assert not example("tron-ven").select(".onward")
