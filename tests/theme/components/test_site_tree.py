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
    assert new.select("ul ul") == []
    assert "Lưu trữ" not in new.text
    assert "Chuyên mục" not in new.text


def test_branch_without_page_is_text(example: Show) -> None:
    """A branch without a page of its own is text, not a dead link."""
    (branch,) = [span for span in example("day-du").find_all("span") if span.text == "Chuyên mục"]
    assert branch.find_parent("a") is None


def test_other_languages(example: Show) -> None:
    """A page in another language stands in the tree and says its language."""
    assert example("day-du").select_one('a[href="/en/gioi-thieu/"]')["lang"] == "en"
