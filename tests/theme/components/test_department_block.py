"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_headings_descend(example: Show) -> None:
    """The department is a heading, which leads to its page; the first title is a heading below it."""
    block = example("ba-bai")
    assert block.h2.a["href"] == "/don-vi/phong-van-hoa-va-thong-tin/"
    assert [title.text for title in block.find_all("h3")] == ["Theo dõi bài mới bằng RSS"]


def test_no_empty_list(example: Show) -> None:
    """A department with one article leaves no empty list."""
    assert [len(found.find_all("li")) for found in example("mot-bai").find_all("ul")] == [1]
