"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_year_is_a_heading_that_opens_its_months(example: Show) -> None:
    """Every year is a heading that opens and closes a list of its months."""
    years = example("hai-nam").find_all("details")
    assert [year.summary.h2.text for year in years] == ["Năm 2026", "Năm 2024"]
    assert [len(year.select("summary + ul > li")) for year in years] == [2, 1]
    assert [year.select_one("p a")["href"] for year in years] == ["/2026/", "/2024/"]


def test_newest_two_years_stand_open(example: Show) -> None:
    assert [year.has_attr("open") for year in example("nhieu-nam").find_all("details")] == [True, True, False]


def test_link_says_month_year_and_number(example: Show) -> None:
    """A link says the month with its year, and how many articles it has; the year is shown once, above its months."""
    grid = example("mot-nam")
    assert [link.text for link in grid.find_all("a")] == [
        "Tháng 11 năm 2026, 2 tin",
        "Tháng 8 năm 2026, 2 tin",
    ]
    assert [year.text for year in grid.select(".unseen")] == [" năm 2026,", " năm 2026,"]


def test_large_numbers_have_dots(example: Show) -> None:
    """Large numbers have dots between thousands."""
    assert "1.204 tin" in example("hai-nam").summary.text


def test_link_says_day_year_and_number(example: Show) -> None:
    """A link of a day says the day with its year, and how many articles it has; that of a third of a month its first and last day."""
    assert [link.text for link in example("cac-ngay").find_all("a")] == [
        "Ngày 21/3 năm 2024, 12 tin",
        "Ngày 04/3 năm 2024, 84 tin",
    ]
    assert [link.text for link in example("cac-tuan").find_all("a")] == [
        "Ngày 21–31 tháng 3 năm 2024, 12 tin",
        "Ngày 11–20 tháng 3 năm 2024, 84 tin",
    ]
    assert [link.text for link in example("cac-phan").find_all("a")] == ["Phần 2 9 tin", "Phần 1 90 tin"]


def test_years_before_the_newest_ten_are_a_list(example: Show) -> None:
    """Years before the newest ten are a list below a heading of their own."""
    grid = example("muoi-hai-nam")
    assert len(grid.find_all("details")) == 10
    assert [link["href"] for link in grid.select("section > h2 + ul a")] == ["/2016/", "/2015/"]
