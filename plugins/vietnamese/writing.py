"""Dates and numbers in Vietnamese, from Babel's data, independent of the machine's locale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from babel.dates import get_day_names

from plugins.vietnamese.line_breaks import keep_together
from plugins.vietnamese.names import unbroken

KILOBYTE, MEGABYTE = 1_000, 1_000_000
TWO_DIGIT_DAY, LAST_TWO_DIGIT_MONTH = 10, 2


def short_date(moment: date) -> str:
    """Return e.g. `04/7/2022`: days below 10 and months 1 and 2 take a leading 0 (NĐ 30/2020/NĐ-CP, Annex I)."""
    day = f"{moment.day:02}" if moment.day < TWO_DIGIT_DAY else str(moment.day)
    return f"{day}/{short_month(moment)}"


def short_month(moment: date) -> str:
    """Return e.g. `7/2022`, or `02/2022`: months 1 and 2 take a leading 0, as in dates."""
    month = f"{moment.month:02}" if moment.month <= LAST_TWO_DIGIT_MONTH else str(moment.month)
    return f"{month}/{moment.year}"


def long_date(moment: datetime) -> str:
    """Return e.g. `Thứ Năm, 21/3/2024`."""
    return f"{_weekdays()[moment.weekday()]}, {short_date(moment)}"


@cache
def _weekdays() -> Mapping[int, str]:
    return get_day_names("wide", locale="vi")  # lazily: loading the locale takes 20 ms


def clock(moment: datetime) -> str:
    """Return the time of day, e.g. `08:00`."""
    return f"{moment.hour:02}:{moment.minute:02}"


def machine_date(moment: datetime) -> str:
    """Return the moment as ISO 8601 with its offset, for `<time datetime>` and feeds."""
    return moment.isoformat(timespec="minutes")


def number(value: int) -> str:
    """Return a whole number with dots between thousands, e.g. `7.448.251`."""
    return f"{value:,}".replace(",", ".")


def file_size(size: int) -> str:
    """Return a number of bytes as e.g. `850 kB` or `1,2 MB`, with a space that does not break."""
    if size < MEGABYTE - KILOBYTE / 2:
        return f"{max(1, round(size / KILOBYTE))}\u00a0kB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0MB"


def address(output_file: str) -> str:
    """Return the root-relative URL of an output file: `/2024/03/x/` for `2024/03/x/index.html`."""
    return "/" + output_file.removesuffix("index.html")


FILTERS = {
    "address": address,
    "clock": clock,
    "keep_together": keep_together,
    "machine_date": machine_date,
    "number": number,
    "unbroken": unbroken,
}
