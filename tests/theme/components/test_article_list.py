"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Show = Callable[..., BeautifulSoup]


def test_is_a_list(example: Show) -> None:
    """It is a list, so that a screen reader says how many articles there are."""
    assert len(example("co-don-vi").select("ul > li")) == 2
    assert len(example("gon").select("ul > li")) == 2


def test_titles_are_headings(example: Show) -> None:
    """Titles are headings one level below the section's, to jump from one to the next."""
    assert len(example("co-don-vi").select("li > h3 > a")) == 2
    assert len(example("co-tom-tat").select("li > h2 > a")) == 2


def test_link_is_the_title_and_nothing_else(example: Show) -> None:
    """The link to an article is its title and nothing else."""
    assert [(link["href"], link.text) for link in example("co-don-vi").find_all("a")] == [
        ("/2026/10/theo-doi-tin-moi-bang-rss/", "Theo dõi bài mới bằng RSS"),
        ("/2026/08/tim-bai-cu-trong-luu-tru/", "Tìm lại bài cũ trong mục Lưu trữ"),
    ]


def test_no_empty_summary(example: Show) -> None:
    """An article without a summary leaves no empty paragraph."""
    assert [len(item.find_all("p")) for item in example("co-tom-tat").find_all("li")] == [2, 1]


def test_department_stands_beside_the_day(example: Show) -> None:
    assert example("co-don-vi").p.text.split(maxsplit=1) == ["08/10/2026", "Phòng Văn hóa và Thông tin"]
    assert example("co-tom-tat").p.text == "08/10/2026"


def test_other_languages(example: Show) -> None:
    """A title in another language says so; another language's version is a link of its own below it."""
    both, alone = example("hai-thu-tieng").find_all("li")
    assert not both.h2.has_attr("lang")
    assert both.select_one("a[hreflang=en]").text == "English: Reception of citizens"
    assert [tag["lang"] for tag in alone.select("[lang]")] == ["en", "en"]
    assert alone.h2["lang"] == "en"
