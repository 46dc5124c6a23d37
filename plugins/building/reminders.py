"""What the operator has still to fill in: shown after a check and after a deploy, and stops neither."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.agency.reminders import expiring, unfilled
from plugins.authoring.new_article import FIRST_LINE
from plugins.contract.faults import Fault
from plugins.contract.publication import moment_of
from plugins.contract.reader import ContractReader

# What `invoke init` and `invoke new` leave to be written.
UNWRITTEN = re.compile(rf"\[Viết ở đây[^\]\n]*\]?|^{re.escape(FIRST_LINE)}", re.MULTILINE)
DRAFT = re.compile(r"^status:\s*[\"']?draft\b", re.MULTILINE)
TEXTS = tuple(f".{ending}" for ending in ContractReader.file_extensions)
SHOWN = 60


def reminders(settings: dict[str, Any]) -> list[Fault]:
    """Return what is still to be filled in, in agency.yaml and in the texts; `settings` are Pelican's.

    Raises ContractError if agency.yaml has faults.
    """
    content = Path(settings["PATH"])
    file = find_agency_file(settings)
    agency = read_agency(file, file.name, content)
    today = moment_of({**settings, "AGENCY": agency}).date()
    return [*sorted(unfilled(agency, file)), *expiring(agency, file, today), *unwritten(content)]


def unwritten(content: Path) -> list[Fault]:
    """Return the places in texts that are to be published where nobody has written yet.

    Files are searched, not parsed: some 30 µs each, so that a deploy of a large archive can afford it.
    """
    found = []
    for path in sorted(content.rglob("*")):
        place = path.relative_to(content)
        hidden = any(part.startswith((".", "~$")) for part in place.parts)
        if path.suffix in TEXTS and not hidden and path.is_file():
            found += _unwritten(path.read_text(encoding="utf-8", errors="replace"), place.as_posix())
    return found


def _unwritten(text: str, path: str) -> list[Fault]:
    if DRAFT.search(text):
        return []
    return [
        Fault(
            path,
            text.count("\n", 0, match.start()) + 1,
            f"chỗ này còn chờ viết: {match[0][:SHOWN]}{'…' if len(match[0]) > SHOWN else ''}",
            "Viết nội dung thật thay cho cả dòng, kể cả hai dấu ngoặc vuông.",
            reminder=True,
        )
        for match in UNWRITTEN.finditer(text)
    ]
