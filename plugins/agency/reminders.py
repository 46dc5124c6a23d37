"""What the agency has not said yet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from plugins.agency.agency import Agency
from plugins.contract.faults import Fault
from plugins.contract.front_matter import parse_mapping
from plugins.contract.text import normalise

A_MONTH = timedelta(days=31)


def unfilled(agency: Agency, file: Path) -> list[Fault]:
    """Return a reminder for each value that is still a placeholder, with its line in `file` (0 where it has none)."""
    lines = _lines(file)
    return [
        Fault(
            file.name,
            lines.get(name, 0),
            f"“{name}” còn để trống: {getattr(agency, name)}",
            "Điền khi đã biết." if name in lines else f"Thêm dòng {name}: … khi đã biết.",
            reminder=True,
        )
        for name in agency.placeholders()
    ]


def expiring(agency: Agency, file: Path, today: date) -> list[Fault]:
    """Return a reminder when security.txt stops being valid within a month, or has stopped, as of `today`."""
    last = agency.security_expires
    if last is None or last - today > A_MONTH:
        return []
    told = f"{last.day}/{last.month}/{last.year}"
    ended = "đã hết hạn" if last <= today else "sắp hết hạn"
    return [
        Fault(
            file.name,
            _lines(file).get("security_expires", 0),
            f"security.txt {ended} ngày {told}, không ai còn tin địa chỉ báo lỗi ở đó",
            f"Kiểm tra security_contact còn đúng rồi ghi ngày mới, ví dụ: security_expires: {last.day}/{last.month}/{max(last.year, today.year) + 1}",
            reminder=True,
        )
    ]


def _lines(file: Path) -> dict[str, int]:
    entries, _ = parse_mapping(normalise(file.read_text(encoding="utf-8")), file.name)
    return {entry.key: entry.line for entry in entries}
