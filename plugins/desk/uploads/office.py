"""The process that looks into one office document that is to be attached: `python -m plugins.desk.uploads.office FILE`.

It prints nothing. Documents that run something, or fetch something as soon as they are opened, are rejected: macros
(MS-OVBA, and the sheets of Excel 4), templates and objects on other machines (ECMA-376-1, 15.2).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from plugins.confinement.process import RejectedError, answer

LARGEST_RELATIONS = 5_000_000  # bytes of one part of relationships, unpacked
MACROS = re.compile(
    r"vbaproject[^/]*\.bin$|vbadata\.xml$|(?:^|/)(?:activex|macrosheets)/|^scripts/|^basic/[^/]+/(?!script-lb)[^/]+$",
    re.IGNORECASE,
)
OF_VBA = "_VBA_PROJECT".encode(
    "utf-16-le"
)  # a name in the directory of an OLE file, which is never compressed
FETCHED = {"attachedTemplate", "frame", "oleObject", "subDocument"}  # kinds of relationships
THIS_MACHINE = re.compile(r"(?:file:/{0,3})?[A-Za-z]:[\\/](?![\\/]).*|[^:/\\]+(?:[/\\][^:/\\]+)*")
WITHOUT_MACROS = "Mở tệp, lưu thành kiểu không có macro (.docx, .xlsx, .pptx) hoặc PDF, rồi tải tệp mới lên."
AS_PDF = "Mở tệp, lưu thành PDF rồi tải tệp PDF lên."
BROKEN = "Mở tệp bằng phần mềm đã tạo ra nó, lưu lại rồi tải lên."


def read(file: Path) -> bytes:
    """Return nothing. Raises RejectedError for a document that may not be published."""
    data = file.read_bytes()
    if not data.startswith(b"PK"):
        if OF_VBA in data:
            raise RejectedError("có macro, nên không được đăng", WITHOUT_MACROS)
        return b""
    try:
        with zipfile.ZipFile(file) as archive:
            if any(MACROS.search(name) for name in archive.namelist()):
                raise RejectedError("có macro, nên không được đăng", WITHOUT_MACROS)
            fetched = next(_fetched(archive), None)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        raise RejectedError("bị hỏng", BROKEN) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise RejectedError("bị hỏng", BROKEN) from error
    if fetched is not None:
        raise RejectedError("mở ra là lấy nội dung từ máy khác, nên không được đăng", AS_PDF)
    return b""


def _fetched(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield what programs fetch from other machines when they open a document."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(".rels"):
            continue
        with archive.open(entry) as opened:
            data = opened.read(LARGEST_RELATIONS + 1)
        if len(data) > LARGEST_RELATIONS or b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise ValueError(entry.filename)
        for one in ElementTree.fromstring(data):  # noqa: S314 - without a DOCTYPE
            target = one.get("Target", "")
            is_fetched = (
                one.get("TargetMode") == "External" and one.get("Type", "").rpartition("/")[2] in FETCHED
            )
            if is_fetched and not THIS_MACHINE.fullmatch(target.strip()):
                yield target


if __name__ == "__main__":
    answer(read, ["pyexpat"])
