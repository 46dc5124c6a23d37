"""`invoke check`: the content and, if it has no errors, everything that is made of it."""

from __future__ import annotations

from pathlib import Path

from plugins.building.build import build, load_settings
from plugins.building.places import STATE
from plugins.building.reminders import unwritten
from plugins.contract.check import check
from plugins.errors.issue import ContentError, Issue
from plugins.incremental.api import digest


def check_site(content: Path | None, *, agency: Path | None = None) -> tuple[int, list[Issue]]:
    """Return how many texts were read, and every error and warning.

    Content without errors is also built with `publishconf.py`, into a folder of its own below `.trang-tin/`: only a
    build finds pages that are too heavy, or pictures and a search index that cannot be made. Raises FolderError if
    the content folder is none, or if a file cannot be made.
    """
    settings = load_settings(content, agency=agency)
    count, found = check(settings)
    if all(issue.is_warning for issue in found):
        try:
            build(content, trial_of(Path(settings["PATH"])), agency=agency, publish=True)
        except ContentError as error:
            found = [*found, *error.issues]
    return count, [*found, *unwritten(settings)]


def trial_of(content: Path) -> Path:
    """Return the folder for the trial builds of a content folder, one for each."""
    return STATE / "kiem-tra" / f"{content.name}-{digest(str(content)).hex()[:10]}"
