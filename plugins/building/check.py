"""`invoke check`: the content, everything that is made of it, and what is still to be filled in."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.agency.warnings import expiring, unfilled
from plugins.authoring.new_text import FIRST_LINE
from plugins.building.build import build, load_settings
from plugins.building.places import state_folder
from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.check import check
from plugins.contract.publication import moment_of
from plugins.contract.site.entry import Entry
from plugins.contract.sources.source import LARGEST
from plugins.contract.sources.walk import content_files
from plugins.errors.issue import ContentError, Issue
from plugins.files.inside import OutsideError, open_regular

# Placeholders that `invoke init` and `invoke new` leave.
UNWRITTEN = re.compile(rf"\[Viết ở đây[^\]\n]*\]?|^{re.escape(FIRST_LINE)}", re.MULTILINE)
DRAFT = re.compile(r"^status:\s*[\"']?(?:draft|(?:bản )?nháp)\b", re.MULTILINE | re.IGNORECASE)
SHOWN = 60  # characters
MOST_SHOWN = 20  # of one file


def check_site(
    content: Path | None, *, agency: Path | None = None, texts: list[Entry] | None = None
) -> tuple[int, list[Issue]]:
    """Return the number of texts, and every error and warning. Texts of content without errors are added to `texts`.

    Content without errors is also built with `publishconf.py`, into a folder of its own below `.trang-tin/`: only a
    build finds pages that are too heavy, and pictures or a search index that cannot be made. Raises UserError if the
    content folder does not exist or a file cannot be made.
    """
    settings = load_settings(content, agency=agency)
    count, found = check(settings)
    if all(issue.is_warning for issue in found):
        try:
            folder = state_folder("kiem-tra", Path(settings["PATH"]))
            build(content, folder, agency=agency, publish=True, texts=texts)
        except ContentError as error:
            found = [*found, *error.issues]
    return count, [*found, *unwritten(settings)]


def reminders(settings: dict[str, Any], changed: Collection[str]) -> list[Issue]:
    """Return warnings about agency.yaml, and about the texts in `changed`; `settings` are Pelican's.

    Files that cannot be read are skipped: the release is already published, and the next check reports them.
    """
    return [*_of_agency(settings), *(unwritten(settings, changed) if changed else ())]


def _of_agency(settings: dict[str, Any]) -> list[Issue]:
    file = find_agency_file(settings)
    try:
        agency = read_agency(file, file.name, Path(settings["PATH"]))
        today = moment_of({**settings, "AGENCY": agency}).astimezone(agency.zone).date()
        return [*sorted(unfilled(agency, file)), *expiring(agency, file, today)]
    except (ContentError, OSError, UnicodeDecodeError):
        return []


def unwritten(settings: dict[str, Any], among: Collection[str] | None = None) -> list[Issue]:
    """Return the placeholders left in texts that are to be published; only in those `among` these paths, if they are given.

    Files are searched, not parsed, which takes about 30 µs each, so that it is fast on a large archive. Links are not
    followed, and files that the contract would not read are skipped.
    """
    content = Path(settings["PATH"])
    try:
        paths = [path for path in content_files(content, settings) if path.endswith(ARTICLE_ENDINGS)]
    except ContentError:
        return []
    wanted = paths if among is None else [path for path in paths if path in among]
    return [issue for path in wanted for issue in _unwritten(_text_of(content / path), path)]


def _text_of(file: Path) -> str:
    """Return a regular file, up to the length of the longest article, or "" for anything else and on an OSError."""
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
