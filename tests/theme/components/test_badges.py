"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_drawings_are_silent(example: Show) -> None:
    """The drawings are silent; the words beside them say all."""
    badges = example("ca-hai")
    assert all(drawing["aria-hidden"] == "true" for drawing in badges.find_all("svg"))
    assert [badge.text.strip() for badge in badges.find_all("li")] == [
        "Truy cập được qua IPv6",
        "Tín nhiệm mạng",
    ]


def test_nothing_is_fetched_from_elsewhere(example: Show) -> None:
    """Nothing is fetched from another site."""
    assert example("ca-hai").select("img, [src], image, use, link") == []


def test_missing_badge_is_not_shown(example: Show) -> None:
    """A badge that the agency does not have is not shown."""
    assert len(example("chi-ipv6").find_all("li")) == 1
