"""What the operator has still to fill in: shown after a check and after a deploy, and stops neither."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.agency.warnings import expiring, unfilled
from plugins.authoring.new_text import FIRST_LINE
from plugins.contract.link_targets import ARTICLE_ENDINGS
from plugins.contract.publication import moment_of
from plugins.contract.source import LARGEST
from plugins.contract.walk import content_files
from plugins.errors.issue import ContentError, Issue
from plugins.files.inside import OutsideError, open_regular

# What `invoke init` and `invoke new` leave to be written.
UNWRITTEN = re.compile(rf"\[Viết ở đây[^\]\n]*\]?|^{re.escape(FIRST_LINE)}", re.MULTILINE)
DRAFT = re.compile(r"^status:\s*[\"']?draft\b", re.MULTILINE)
SHOWN = 60  # characters
MOST_SHOWN = 20  # of one file


def reminders(settings: dict[str, Any]) -> list[Issue]:
    """Return what is still to be filled in, in agency.yaml and in the texts; `settings` are Pelican's.

    What cannot be read is left out: a release is already shown then, and the next check reports it.
    """
    return [*_of_agency(settings), *unwritten(settings)]


def _of_agency(settings: dict[str, Any]) -> list[Issue]:
    file = find_agency_file(settings)
    try:
        agency = read_agency(file, file.name, Path(settings["PATH"]))
        today = moment_of({**settings, "AGENCY": agency}).astimezone(agency.zone).date()
        return [*sorted(unfilled(agency, file)), *expiring(agency, file, today)]
    except (ContentError, OSError, UnicodeDecodeError):
        return []


def unwritten(settings: dict[str, Any]) -> list[Issue]:
    """Return the places in texts that are to be published where nobody has written yet.

    Files are searched, not parsed: some 30 µs each, so that a deploy of a large archive can afford it. No link is
    followed; what the contract would not read is left out.
    """
    content = Path(settings["PATH"])
    try:
        paths = [path for path in content_files(content, settings) if path.endswith(ARTICLE_ENDINGS)]
    except ContentError:
        return []
    return [fault for path in paths for fault in _unwritten(_text_of(content / path), path)]


def _text_of(file: Path) -> str:
    """Return the beginning of a regular file, as long as an article may be; nothing of any other, or on an OSError."""
    try:
        if file.is_symlink():
            return ""
        with open_regular(file) as opened:
            text = opened.read(LARGEST).decode(errors="replace")
    except (OSError, OutsideError):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unwritten(text: str, path: str) -> list[Issue]:
    if DRAFT.search(text):
        return []
    return [
        Issue(
            path,
            text.count("\n", 0, match.start()) + 1,
            f"chỗ này còn chờ viết: {match[0][:SHOWN]}{'…' if len(match[0]) > SHOWN else ''}",
            "Viết nội dung thật thay cho cả dòng, kể cả hai dấu ngoặc vuông.",
            is_warning=True,
        )
        for match in islice(UNWRITTEN.finditer(text), MOST_SHOWN)
    ]
