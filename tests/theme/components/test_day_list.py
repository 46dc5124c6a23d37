"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_day_is_a_heading_above_its_articles(example: Show) -> None:
    """Every day is a heading with its machine date, and its articles are a list below it."""
    days = example("mot-thang").find_all("section")
    assert [day.h2.time["datetime"] for day in days] == ["2024-03-21", "2024-03-14"]
    assert [day.h2.text for day in days] == ["Thứ Năm, 21/3/2024", "Thứ Năm, 14/3/2024"]
    assert [len(day.select("h2 + ul > li")) for day in days] == [1, 2]


def test_unknown_time_of_day_is_left_out(example: Show) -> None:
    """A time of day that is not known (00:00) is left out."""
    first, second = example("mot-thang").find_all("section")
    assert [time.text for time in first.ul.find_all("time")] == []
    assert [time.text for time in second.ul.find_all("time")] == ["14:30", "08:00"]


def test_other_languages(example: Show) -> None:
    """A title in another language says so; another language's version is a link of its own below it."""
    both, alone = example("hai-thu-tieng").find_all("li")
    assert [(link.text, link.get("lang")) for link in both.find_all("a")] == [
        ("Lịch tiếp công dân", None),
        ("English: Reception of citizens", "en"),
    ]
    assert alone.a["lang"] == "en"


def test_one_day_is_the_same_list_without_its_heading(example: Show) -> None:
    day = example("mot-ngay")
    assert [time.text for time in day.find_all("time")] == ["14:30", "08:00"]
    assert day.find_all(["h2", "section"]) == []
