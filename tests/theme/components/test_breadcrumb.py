"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_named_landmark_that_begins_at_home(example: Show) -> None:
    """It is a navigation landmark with a name, and an ordered list that begins with the home page."""
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
