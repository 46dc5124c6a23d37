"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

import re

from tests.theme.conftest import Show


def test_leads_to_main_content(example: Show) -> None:
    """The skip link leads to the main content."""
    assert example("bo-qua-menu").a["href"] == "#noi-dung"


def test_comes_into_view_with_the_focus(style: str) -> None:
    """The skip link is hidden by its place, not from screen readers, and comes into view with the focus."""
    hidden, rest = style.split(".skip-link:focus {")
    assert "position: absolute" in hidden
    assert "display" not in hidden
    assert "visibility" not in hidden
    assert "top: var(--space-2)" in rest


def test_is_a_named_landmark_with_a_list(example: Show) -> None:
    """The menu is a navigation landmark with a name, and a list."""
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


def test_is_a_named_landmark_that_begins_at_home(example: Show) -> None:
    """The breadcrumb is a navigation landmark with a name, and an ordered list that begins with the home page."""
    trail = example("bai-viet").nav
    assert trail["aria-label"]
    assert [(step.text, step["href"]) for step in trail.ol.find_all("a")] == [
        ("Trang chủ", "/"),
        ("Tháng 3/2024", "/2024/03/"),
    ]


def test_signs_are_not_read(example: Show) -> None:
    """The separators between the steps are drawn by the style sheet, so they are not read aloud."""
    assert example("bai-viet").text.split() == ["Trang", "chủ", "Tháng", "3/2024"]


def test_step_without_page_is_text(example: Show) -> None:
    """A step without a page of its own is text, not a dead link."""
    assert example("don-vi").find_all("li")[1].a is None
