"""Dates as Vietnamese editors write them: day first, or ISO; never month first."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, tzinfo

# 14:30, 7h, 7h00, 14 giờ 30 phút, 08:30:00.000
TIME = r"(?P<hour>\d{1,2})(?:[ ]?(?:[hg]|giờ)[ ]?|:(?=\d))(?:(?P<minute>\d{2})(?:[ ]?phút)?(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}})(?:[ T,]+{TIME})?",
    re.ASCII | re.IGNORECASE,
)
ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:[ T]+{TIME}[ ]?(?P<offset>Z|[+-]\d{{2}}:?\d{{2}})?)?",
    re.ASCII | re.IGNORECASE,
)
MONTHS = 12


class DateError(ValueError):
    """A date that cannot be parsed; the message says what is wrong, `hint` what to write (both Vietnamese)."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.hint = hint


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Return the moment written in `text`, in time zone `zone` (a date without a time means midnight there).

    Accepts `21/3/2024`, `04/7/2022 14:30` (day first; also with `-` or `.`), `2024-03-21`,
    `2024-03-21 08:00`, `7h00` or `14 giờ 30 phút` for a time, and ISO 8601 with an offset. Raises DateError for anything else.
    """
    written = text.strip()
    match = ISO.fullmatch(written) or DAY_FIRST.fullmatch(written)
    if match is None:
        raise DateError(
            f"không hiểu ngày “{written}”",
            "Viết ngày trước, tháng sau, năm đủ bốn chữ số, ví dụ: 21/3/2024 hoặc 21/3/2024 14:30.",
        )
    parts = match.groupdict(default="")
    day, month, year = int(parts["day"]), int(parts["month"]), int(parts["year"])
    wrong = f"ngày “{written}” không có thật"
    if month > MONTHS >= day:
        hint = f"Viết ngày trước, tháng sau. Ý bạn là {month}/{day}/{year}?"
        raise DateError(f"{wrong} vì không có tháng {month}", hint)
    if not 1 <= month <= MONTHS:
        raise DateError(f"{wrong} vì không có tháng {month}", "Tháng là số từ 1 đến 12.")
    if not year:
        raise DateError(f"{wrong} vì không có năm 0000", "Viết năm đủ bốn chữ số, ví dụ: 2024.")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(wrong, f"Tháng {month}/{year} có các ngày từ 1 đến {last}.")
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise DateError(
            f"giờ trong “{written}” không có thật", "Giờ từ 0 đến 23, phút từ 00 đến 59, ví dụ: 14:30."
        ) from None
    if parts.get("offset"):
        try:
            offset = datetime.strptime(parts["offset"].upper().replace("Z", "+0000"), "%z").tzinfo
            moment = moment.replace(tzinfo=offset).astimezone(zone)
        except (OverflowError, ValueError):
            raise DateError(
                f"múi giờ hoặc ngày trong “{written}” không có thật",
                "Kiểm tra lại năm; bỏ phần múi giờ hoặc viết như: 2024-03-21 08:00+07:00.",
            ) from None
    return moment
