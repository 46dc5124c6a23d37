from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.vietnamese.dates import DateError, parse_date

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("21/3/2024", (2024, 3, 21)),
        ("04/7/2022 14:30", (2022, 7, 4, 14, 30)),
        ("04/07/2022", (2022, 7, 4)),
        ("3-4-2024", (2024, 4, 3)),
        ("17.05.2024 9h05", (2024, 5, 17, 9, 5)),
        ("2024-03-21", (2024, 3, 21)),
        ("2024-03-21 08:00", (2024, 3, 21, 8)),
        ("2024-03-21T08:00:30", (2024, 3, 21, 8, 0, 30)),
        ("2024-03-21T01:00:00Z", (2024, 3, 21, 8)),
        ("2024-03-21T08:00+07:00", (2024, 3, 21, 8)),
        ("29/02/2024", (2024, 2, 29)),
        ("21/3/2024 7h", (2024, 3, 21, 7)),
        ("21/3/2024 7h00", (2024, 3, 21, 7)),
        ("21/3/2024, 14 giờ 30 phút", (2024, 3, 21, 14, 30)),
        ("21/3/2024 14 Giờ", (2024, 3, 21, 14)),
        ("2024-03-21 08:30:00.000+07:00", (2024, 3, 21, 8, 30)),
        ("2024-03-21T08:30:00 +0700", (2024, 3, 21, 8, 30)),
    ],
)
def test_dates_are_read_day_first_or_as_iso(written: str, meant: tuple[int, ...]) -> None:
    assert parse_date(written, ZONE) == datetime(*meant, tzinfo=ZONE)  # type: ignore[arg-type, misc] # a table of parts


@pytest.mark.parametrize(
    ("written", "problem", "hint"),
    [
        ("3/21/2024", "không có tháng 21", "21/3/2024"),
        ("31/4/2024", "không có thật", "từ 1 đến 30"),
        ("29/2/2023", "không có thật", "từ 1 đến 28"),
        ("2024-13-01", "không có tháng 13", "13"),
        ("21/3/24", "không hiểu ngày", "21/3/2024"),
        ("hôm qua", "không hiểu ngày", "21/3/2024"),
        ("21/3/2024 25:00", "giờ trong", "14:30"),
        ("0/3/2024", "không có thật", "từ 1 đến 31"),
        ("2024-01-01 08:00+99:99", "múi giờ", "+07:00"),
        ("2024-01-01 08:00-24:00", "múi giờ", "+07:00"),
        ("9999-12-31 23:00-07:00", "múi giờ", "+07:00"),
        ("٢١/3/2024", "không hiểu ngày", "21/3/2024"),
        ("March 21, 2024", "không hiểu ngày", "21/3/2024"),
    ],
)
def test_impossible_dates_are_refused_with_a_hint(written: str, problem: str, hint: str) -> None:
    with pytest.raises(DateError, match=problem) as caught:
        parse_date(written, ZONE)
    assert hint in caught.value.hint
