"""Warnings about `agency.yaml`: placeholders that are not filled in, a security.txt that expires."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from plugins.agency.agency import Agency
from plugins.agency.reading import LARGEST
from plugins.errors.issue import ContentError, Issue
from plugins.files.inside import OutsideError, open_regular
from plugins.front_matter.parser import parse_mapping
from plugins.vietnamese.text import normalise

A_MONTH = timedelta(days=31)


def unfilled(agency: Agency, file: Path) -> list[Issue]:
    """Return a warning for each value that is still a placeholder, with its line in `file` (0 where it has none)."""
    lines = _lines(file)
    return [
        Issue(
            file.name,
            lines.get(name, 0),
            f"“{name}” còn để trống: {getattr(agency, name)}",
            "Điền khi đã biết." if name in lines else f"Thêm dòng {name}: … khi đã biết.",
            is_warning=True,
        )
        for name in agency.placeholders()
    ]


def expiring(agency: Agency, file: Path, today: date) -> list[Issue]:
    """Return a warning when security.txt stops being valid within a month, or has stopped, as of `today`."""
    last = agency.security_expires
    if last is None or last - today > A_MONTH:
        return []
    day = f"{last.day}/{last.month}/{last.year}"
    ended = "đã hết hạn" if last <= today else "sắp hết hạn"
    return [
        Issue(
            file.name,
            _lines(file).get("security_expires", 0),
            f"security.txt {ended} ngày {day}, không ai còn tin địa chỉ báo lỗi ở đó",
            f"Kiểm tra security_contact còn đúng rồi ghi ngày mới, ví dụ: security_expires: {last.day}/{last.month}/{max(last.year, today.year) + 1}",
            is_warning=True,
        )
    ]


def _lines(file: Path) -> dict[str, int]:
    """Return the lines of the keys in a file that was read before; none if it cannot be read again."""
    try:
        with open_regular(file) as stream:
            text = stream.read(LARGEST).decode()
        entries, _ = parse_mapping(normalise(text), file.name)
    except (OSError, OutsideError, UnicodeDecodeError, ContentError):
        return {}
    return {entry.key: entry.line for entry in entries}
