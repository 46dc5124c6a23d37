"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_every_date_carries_its_machine_form(example: Show) -> None:
    """Every date carries its machine form, with the offset from UTC."""
    assert example("ngay-day-du").time["datetime"] == "2024-03-21T08:00+07:00"
    assert example("ngay-ngan").time["datetime"] == "2022-07-04T14:30+07:00"


def test_no_date_without_year(example: Show) -> None:
    """No date is written without its year, unless the year is the heading above it."""
    assert example("ngay-day-du").text.strip() == "Thứ Năm, 21/3/2024, 08:00"
    assert example("ngay-ngan").text.strip() == "04/7/2022"
    assert example("thang").text.strip() == "tháng 01/2024"
    assert example("thang-duoi-nam").text.strip() == "tháng 11"


def test_unknown_time_of_day_is_left_out(example: Show) -> None:
    """A time of day that is not known (00:00) is left out."""
    assert example("chi-biet-ngay").text.strip() == "Thứ Năm, 21/3/2024"
