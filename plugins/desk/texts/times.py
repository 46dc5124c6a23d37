"""When readers see a text: from and until when, as its front matter says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from plugins.contract.content_type import STATUS_WORDS, Status
from plugins.front_matter.parser import Value
from plugins.vietnamese.dates import DateError, parse_date
from plugins.vietnamese.writing import clock, long_date

MORNING = 7  # o'clock: when an office lets a text appear that was written the day before


class Times(NamedTuple):
    """The status of a text, and when it appears and expires, in seconds since 1970; None if it says nothing of that."""

    status: Status
    appears: float | None
    expires: float | None


def times_of(values: Mapping[str, Value], zone: tzinfo) -> Times:
    """Return the times that a front matter says; what cannot be read is missing."""
    return Times(status_of(values), _moment(values, "date", zone), _moment(values, "expires", zone))


def seen(times: Times, now: float, zone: tzinfo) -> str:
    """Return what lists say of a published text: whether readers see it at a moment, in seconds since 1970."""
    if times.status is Status.WITHDRAWN:
        return "Đã thu hồi"
    if times.status is Status.DRAFT:  # withdrawn before its time, or committed before there was a desk
        return "Bản nháp, không hiện"
    if times.expires is not None and times.expires <= now:
        return "Đã hết hạn"
    if times.appears is not None and times.appears > now:
        return f"Sẽ hiện lúc {spoken(datetime.fromtimestamp(times.appears, zone))}"
    return "Đã đăng"


def status_of(values: Mapping[str, Value]) -> Status:
    """Return the status that a front matter says, also in an editor's words."""
    written = values.get("status", "")
    word = " ".join(written.split()).lower() if isinstance(written, str) else ""
    known = {status.value: status for status in Status} | STATUS_WORDS
    return known.get(word, Status.PUBLISHED)


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a field says, None if it cannot be read."""
    try:
        return parse_date(text, zone)
    except DateError:
        return None


def written(moment: datetime) -> str:
    """Return a moment as editors write it in a field, e.g. `3/12/2026 07:00`."""
    return f"{moment.day}/{moment.month}/{moment.year} {clock(moment)}"


def spoken(moment: datetime) -> str:
    """Return a moment as people say it, e.g. `07:00, Thứ Năm, 03/12/2026`."""
    return f"{clock(moment)}, {long_date(moment)}"


def _moment(values: Mapping[str, Value], key: str, zone: tzinfo) -> float | None:
    value = values.get(key, "")
    moment = moment_of(value, zone) if isinstance(value, str) and value else None
    return moment.timestamp() if moment is not None else None
