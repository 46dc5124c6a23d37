"""Verbs that write new files for an editor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.agency.agency import Agency
from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.building.build import load_settings
from plugins.building.verbs.arguments import (
    path,
)
from plugins.errors.commands import command, repeats_options
from plugins.errors.messages import messages

NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."


@repeats_options
def new(content: str, *, agency: str) -> None:
    """Ask, write a draft and open it in the editor."""
    from plugins.authoring.new_text import new_text, open_in_editor  # noqa: PLC0415 - of this verb only

    with messages(NOTHING_WRITTEN):
        settings = load_settings(path(content), agency=path(agency))
        known = read_agency(find_agency_file(settings), content=Path(settings["PATH"]))
        file = new_text(settings, known, datetime.now(known.zone))
    with messages():
        open_in_editor(file)


@repeats_options
@messages(NOTHING_WRITTEN)
def init(folder: str) -> None:
    """Ask, and write a new content folder."""
    from plugins.authoring.new_portal import new_portal  # noqa: PLC0415 - of this verb only

    written = new_portal(Path(folder), datetime.now(ZoneInfo(Agency.time_zone)))
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: {command('serve', content=folder)}")
