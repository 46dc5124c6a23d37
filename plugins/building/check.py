"""`invoke check`: the content and, if it has no errors, everything that is made of it."""

from __future__ import annotations

from pathlib import Path

from plugins.building.build import build, load_settings
from plugins.building.places import state_folder
from plugins.building.reminders import unwritten
from plugins.contract.check import check
from plugins.errors.issue import ContentError, Issue


def check_site(content: Path | None, *, agency: Path | None = None) -> tuple[int, list[Issue]]:
    """Return the number of texts, and every error and warning.

    Content without errors is also built with `publishconf.py`, into a folder of its own below `.trang-tin/`: only a
    build finds pages that are too heavy, and pictures or a search index that cannot be made. Raises UserError if the
    content folder does not exist or a file cannot be made.
    """
    settings = load_settings(content, agency=agency)
    count, found = check(settings)
    if all(issue.is_warning for issue in found):
        try:
            build(content, state_folder("kiem-tra", Path(settings["PATH"])), agency=agency, publish=True)
        except ContentError as error:
            found = [*found, *error.issues]
    return count, [*found, *unwritten(settings)]
