"""Take in an uploaded file: what it is, and for pictures what is kept of it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from plugins.confinement.process import FailedError, RejectedError, open_confined
from plugins.contract.body.pictures import HEIC, PICTURES
from plugins.contract.site.file_kinds import DOCUMENTS, FIRST_BYTES, wrong_beginning
from plugins.conversion.draft import begin_from
from plugins.desk.uploads.child import LENGTH
from plugins.errors.issue import UserError

BROKEN = "ảnh hỏng, hoặc mở mất quá nhiều thời gian hay bộ nhớ"
MOST_NAMED = 12
OFFICE = {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp"}


class Opened(NamedTuple):
    """A file as it is kept, with the ending of its name, such as `.jpg`; of a picture also a thumbnail as JPEG."""

    ending: str
    content: bytes
    thumbnail: bytes = b""


class Box(NamedTuple):
    """How many percent of a picture are cut from each side."""

    left: int
    right: int
    top: int
    bottom: int


def open_upload(name: str, content: bytes) -> Opened:
    """Return an uploaded file as it is kept. Raises UserError if it is of no kind that the portal publishes, or damaged."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending in PICTURES:
        kept = ".jpg" if ending not in {".png", ".gif"} else ending
        return Opened(kept, *_picture(name, ending, content))
    if ending not in DOCUMENTS:
        raise UserError(
            f"{name}: không nhận loại tệp này. Nhận ảnh ({_listed(PICTURES)}) và tài liệu ({_listed(DOCUMENTS)})."
        )
    if (wrong := wrong_beginning(ending, content[:FIRST_BYTES])) is not None:
        raise UserError(f"{name} {wrong[0]}. {_said(wrong[1])}")
    if ending == ".pdf":
        begin_from(name, content)  # raises UserError for one that runs or hides something
    if ending in OFFICE:
        _look_into(name, ending, content)
    return Opened(ending, content)


def cut_picture(name: str, content: bytes, box: Box) -> Opened:
    """Return a picture that was kept, without its margins. Raises UserError."""
    ending = PurePosixPath(name).suffix
    return Opened(ending, *_picture(name, ending, content, f".{'-'.join(map(str, box))}"))


def _said(hint: str) -> str:
    """Return what to do with a file of the content folder as what to do at the desk."""
    return re.sub(r"rồi chép đè(?: tệp này)?", "rồi tải lên lại", hint)


def _listed(endings: frozenset[str]) -> str:
    shown = sorted(ending for ending in endings if ending not in HEIC)
    return ", ".join([*shown[:MOST_NAMED], *(["…"] if len(shown) > MOST_NAMED else [])])


def _look_into(name: str, ending: str, content: bytes) -> None:
    """Raise UserError for an office document that runs or fetches something, or is damaged."""
    try:
        open_confined("plugins.desk.uploads.office", f"tai-lieu{ending}", content)
    except RejectedError as error:
        raise UserError(f"{name}: {error}. {error.hint}") from error
    except FailedError:
        raise UserError(f"{name}: mở mất quá nhiều thời gian hay bộ nhớ.") from None


def _picture(name: str, ending: str, content: bytes, cut: str = "") -> tuple[bytes, bytes]:
    """Return a picture as it is kept and its thumbnail."""
    try:
        found = open_confined("plugins.desk.uploads.child", f"anh{cut}{ending}", content)
    except RejectedError as error:
        raise UserError(f"{name}: {error}. {_said(error.hint)}") from error
    except FailedError:
        raise UserError(f"{name}: {BROKEN}.") from None
    length, rest = int.from_bytes(found[:LENGTH], "big"), found[LENGTH:]
    if not 0 < length < len(rest):
        raise UserError(f"{name}: {BROKEN}.")
    return rest[:length], rest[length:]
