"""A new text from a file that an office has: Word documents become text and pictures, a PDF is attached to a text about it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from plugins.confinement.process import FailedError, RejectedError, open_confined
from plugins.errors.issue import UserError

LARGEST = 50_000_000  # bytes of a document


@dataclass(frozen=True)
class Begun:
    """What a new text begins with: a proposed title, the body, its pictures and the words for them by their names in it, and what was left out.

    `source` is the document itself as HTML, to be cleaned before it is shown. `attachment` is the file itself
    where it belongs to the text, `remarks` are what its writer should know of it.
    """

    title: str
    text: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    source: str = ""
    remarks: tuple[str, ...] = ()
    attachment: bytes = b""


def begin_from(name: str, content: bytes) -> Begun:
    """Return what a text begins with that is made from a `.docx` file or a `.pdf`. Raises UserError, with what to do instead.

    The file is read in a separate process with limits of time and memory.
    """
    if len(content) > LARGEST:
        raise UserError(f"{name}: lớn hơn {LARGEST // 1_000_000} MB.")
    if not name.lower().endswith((".docx", ".pdf")) and content.startswith((b"PK", b"%PDF-")):
        raise UserError(f"{name}: tên tệp phải kết thúc bằng .docx hoặc .pdf. Đổi tên tệp rồi chọn lại.")
    if name.lower().endswith(".pdf") and not content.startswith(b"%PDF-"):
        raise UserError(f"{name}: không phải tệp PDF, hoặc đã bị hỏng.")
    try:
        ending = ".pdf" if name.lower().endswith(".pdf") else ".docx"
        found = json.loads(open_confined("plugins.conversion.child", f"van-ban{ending}", content))
    except RejectedError as error:
        raise UserError(f"{name}: {error}") from error
    except FailedError:
        raise UserError(
            f"{name}: đọc mất quá nhiều thời gian hay bộ nhớ. Chia thành nhiều tệp rồi thử lại."
        ) from None
    pictures = {one: base64.b64decode(data) for one, data in found["pictures"].items()}
    return Begun(
        found["title"],
        found["text"],
        pictures,
        found["words"],
        tuple(found["dropped"]),
        found["source"],
        tuple(found["remarks"]),
        content if ending == ".pdf" else b"",
    )


def text_pasted(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the HTML of a clipboard as Markdown, and what was left out. Raises UserError."""
    try:
        found = json.loads(open_confined("plugins.conversion.child", "dan.html", html.encode()))
    except (RejectedError, FailedError):
        raise UserError("Đoạn vừa dán dài quá. Dán từng phần, hoặc tải cả tệp Word lên.") from None
    return found["text"], tuple(found["dropped"])
