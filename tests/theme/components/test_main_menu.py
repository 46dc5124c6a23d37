"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_named_landmark_with_a_list(example: Show) -> None:
    """It is a navigation landmark with a name, and a list."""
    menu = example("trang-khac").nav
    assert menu["aria-label"] == "Menu chính"
    assert len(menu.ul.find_all("li")) == 7


def test_button_is_the_browsers_own(example: Show) -> None:
    """The button is the browser's own disclosure, so keyboard, touch and screen reader know it without script."""
    button = example("trang-khac").select_one("details > summary:first-child")
    assert button.text == "Danh mục"
    assert not button.select("*")


def test_list_follows_the_button(example: Show) -> None:
    """The list follows the button at once, in the order of reading and of the Tab key."""
    assert example("trang-khac").details.find_next_sibling() == example("trang-khac").ul


def test_current_page_is_told(example: Show, style: str) -> None:
    """The current page is marked by aria-current and by a bar, not by colour alone."""
    (current,) = example("trang-hien-tai").select("[aria-current]")
    assert (current.text, current["aria-current"]) == ("Thông báo", "page")
    assert not example("trang-khac").select("[aria-current]")
    assert re.search(r"\[aria-current\] \{\s+border", style)
