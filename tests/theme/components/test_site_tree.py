"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_list_of_lists(example: Show) -> None:
    """It is a list of lists, so that a screen reader says how deep a branch lies."""
    tree = example("day-du")
    months = "ul > li > ul > li > details > ul > li"
    assert tree.select_one(f"{months} > a[href='/2024/03/']").text == "Tháng 3/2024"
    assert tree.select_one(f"{months} > a[href='/2024/']").text == "Cả năm 2024"


def test_older_years_open_one_by_one(example: Show) -> None:
    """The newest two years stand open, each older one opens by itself."""
    years = example("nhieu-nam").find_all("details")
    assert [year.summary.text for year in years] == ["Năm 2026", "Năm 2025", "Năm 2024"]
    assert [year.has_attr("open") for year in years] == [True, True, False]


def test_empty_branch_is_not_shown(example: Show) -> None:
    """A branch without leaves is not shown."""
    new = example("cong-moi")
    assert [branch.text for branch in new.find_all("h2")] == ["Trang chính"]


def test_search_and_archive_are_in_the_tree(example: Show) -> None:
    links = [link["href"] for link in example("cong-moi").select("li li a")]
    assert {"/tim-kiem/", "/luu-tru/"} <= {*links}


def test_branches_are_headings(example: Show) -> None:
    """Each branch begins with a heading."""
    tree = example("day-du")
    names = ["Trang chính", "Phòng, ban, đơn vị", "Chuyên mục", "Lưu trữ", "English"]
    assert [branch.h2.text for branch in tree.select("ul.site-tree > li")] == names


def test_other_languages(example: Show) -> None:
    """Pages in English are a branch of their own, and say their language."""
    english = example("day-du").select("ul.site-tree > li")[-1]
    assert [(link["href"], link["lang"]) for link in english.find_all("a")] == [
        ("/en/", "en"),
        ("/en/gioi-thieu/", "en"),
        ("/en/accounts/", "en"),
    ]
    assert english.a.text == "Home"
