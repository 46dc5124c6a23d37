"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_named_landmark(example: Show) -> None:
    """It is a navigation landmark with a name."""
    assert example("mac-dinh").nav["aria-label"] == "Tin cũ hơn"


def test_links_say_which_time(example: Show) -> None:
    """Every link says which time it leads to, never only that there is more."""
    assert {link["href"]: link.text for link in example("mac-dinh").find_all("a")} == {
        "/2024/03/": "Mọi tin tháng 3/2024 của UBND huyện Tánh Linh",
        "/2024/": "Năm 2024",
        "/luu-tru/": "Lưu trữ mọi năm",
    }


def test_says_that_it_leaves_the_section(example: Show) -> None:
    """It says how many articles were shown, and that the older ones lie among those of everybody."""
    assert (
        example("mac-dinh").p.text
        == "Trên đây là 30 tin mới nhất. Tin cũ hơn nằm trong lưu trữ chung, xếp theo thời gian:"
    )
