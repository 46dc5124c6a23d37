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
from plugins.errors.issue import UserError
from plugins.errors.messages import messages

NOTHING_WRITTEN = "Đã dừng, chưa ghi gì."


@repeats_options
def new(content: str, *, agency: str, source: str = "") -> None:
    """Ask, write a draft and open it in the editor; `source` is a Word document or PDF that it begins with."""
    from plugins.authoring.new_text import new_text, open_in_editor  # noqa: PLC0415 - of this verb only
    from plugins.conversion.draft import begin_from  # noqa: PLC0415 - as above

    with messages(NOTHING_WRITTEN):
        settings = load_settings(path(content), agency=path(agency))
        known = read_agency(find_agency_file(settings), content=Path(settings["PATH"]))
        begun = begin_from(Path(source).name, _bytes_of(Path(source))) if source else None
        file = new_text(settings, known, datetime.now(known.zone), begun)
    if begun is not None:
        done = (
            "đính kèm và điền những gì đọc được"
            if begun.attachment
            else f"chuyển chữ và {len(begun.pictures)} ảnh"
        )
        print(f"Đã {done} từ {Path(source).name}.")
        for line in begun.remarks:
            print(f"  Tệp {line}.")
        for line in begun.dropped:
            print(f"  Không chuyển được: {line}.")
    with messages():
        open_in_editor(file)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"Không đọc được {file}: {error.strerror}") from error


@repeats_options
@messages(NOTHING_WRITTEN)
def init(folder: str) -> None:
    """Ask, and write a new content folder."""
    from plugins.authoring.new_portal import new_portal  # noqa: PLC0415 - of this verb only

    written = new_portal(Path(folder), datetime.now(ZoneInfo(Agency.time_zone)))
    print(f"Đã tạo {len(written)} tệp trong {folder}.")
    print("Viết tiếp vào chỗ có ngoặc vuông “[…]” trong agency.yaml và pages/.")
    print(f"Xem thử: {command('serve', content=folder)}")
