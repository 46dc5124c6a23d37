from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.vietnamese import writing

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2024, 3, 21, tzinfo=ZONE), "21/3/2024"),
        (datetime(2022, 7, 4, tzinfo=ZONE), "04/7/2022"),
        (datetime(2024, 1, 5, tzinfo=ZONE), "05/01/2024"),
        (datetime(2024, 2, 29, tzinfo=ZONE), "29/02/2024"),
        (datetime(2024, 12, 10, tzinfo=ZONE), "10/12/2024"),
    ],
)
def test_dates_follow_decree_30(moment: datetime, written: str) -> None:
    assert writing.short_date(moment) == written


def test_a_long_date_names_the_weekday() -> None:
    assert writing.long_date(datetime(2024, 3, 21, tzinfo=ZONE)) == "Thứ Năm, 21/3/2024"
    assert writing.long_date(datetime(2024, 3, 24, tzinfo=ZONE)) == "Chủ Nhật, 24/3/2024"


def test_machines_get_iso_dates_with_offset() -> None:
    assert writing.machine_date(datetime(2024, 3, 21, 8, tzinfo=ZONE)) == "2024-03-21T08:00+07:00"


def test_thousands_are_set_apart_by_dots() -> None:
    assert [writing.number(value) for value in (0, 999, 1000, 7448251)] == ["0", "999", "1.000", "7.448.251"]


def test_an_index_file_is_known_by_its_folder() -> None:
    assert [writing.address(name) for name in ("index.html", "2024/03/x/index.html", "404.html")] == [
        "/",
        "/2024/03/x/",
        "/404.html",
    ]


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (1, "1 kB"),
        (18_400, "18 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (1_240_000, "1,2 MB"),
        (199_990_000, "200 MB"),
    ],
)
def test_file_size_is_short_with_a_comma(size: int, written: str) -> None:
    assert writing.file_size(size) == written.replace(" ", "\u00a0")
