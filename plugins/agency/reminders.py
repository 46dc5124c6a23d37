"""What the agency has not said yet."""

from __future__ import annotations

from pathlib import Path

from plugins.agency.agency import Agency
from plugins.contract.faults import Fault
from plugins.contract.front_matter import parse_mapping
from plugins.contract.text import normalise


def unfilled(agency: Agency, file: Path) -> list[Fault]:
    """Return a reminder for each value that is still a placeholder, with its line in `file` (0 where it has none)."""
    entries, _ = parse_mapping(normalise(file.read_text(encoding="utf-8")), file.name)
    lines = {entry.key: entry.line for entry in entries}
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
