"""The parts of a Word document (ECMA-376: a ZIP archive of XML), opened with limits; nothing is unpacked to a disk."""

from __future__ import annotations

import io
import re
import zipfile

from plugins.conversion.part_names import under_usual_names
from plugins.errors.issue import UserError

MOST_PARTS = 5_000
LARGEST = 300_000_000  # bytes of all parts, unpacked
LARGEST_XML = 40_000_000  # bytes of one part that is XML
MACROS = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/activex/", re.IGNORECASE)
MACRO_TYPES = b"macroEnabled"
BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "là tệp Word kiểu cũ (.doc), hoặc có mật khẩu. Mở bằng Word, bỏ mật khẩu nếu có, chọn Lưu thành (Save As), "
    "kiểu Word Document (.docx), rồi tải tệp mới lên",
    b"{\\rt": "là tệp RTF. Mở bằng Word, chọn Lưu thành (Save As), kiểu Word Document (.docx), rồi tải tệp mới lên",
    b"%PDF": "là tệp PDF, không phải tệp Word",
}
ODT = b"application/vnd.oasis.opendocument"


def read_package(data: bytes) -> dict[str, bytes]:
    """Return all parts of a `.docx` file by their names. Raises UserError, with what to do, for any other file and for bombs."""
    for beginning, problem in BEGINNINGS.items():
        if data.startswith(beginning):
            raise UserError(f"Tệp này {problem}.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        raise UserError(
            "Tệp Word bị hỏng hoặc có mật khẩu, không mở được. Mở bằng Word rồi lưu lại."
        ) from error
    if ODT in parts.get("mimetype", b""):
        raise UserError(
            "Tệp này là tệp LibreOffice (.odt). Mở ra, chọn Lưu thành, kiểu Word (.docx), rồi tải tệp mới lên."
        )
    if any(MACROS.search(name) for name in parts) or MACRO_TYPES in parts.get("[Content_Types].xml", b""):
        raise UserError(
            "Tệp Word có macro, nên không được nhận. Mở bằng Word, lưu thành kiểu Word Document (.docx) không có macro."
        )
    return under_usual_names(parts)


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(listed) > MOST_PARTS or sum(entry.file_size for entry in listed) > LARGEST:
        raise UserError("Tệp Word quá lớn khi mở ra. Chia thành nhiều tệp, hoặc giảm cỡ ảnh trong tệp.")
    if len({entry.filename for entry in listed}) < len(listed):
        raise UserError("Tệp Word bị hỏng: có hai phần cùng tên. Mở bằng Word rồi lưu lại.")
    found = {}
    for entry in listed:
        # The archive's own figure is checked by zipfile, which reads no more than it says.
        content = archive.read(entry)
        if entry.filename.endswith((".xml", ".rels")):
            _reject_unusual(content)
        found[entry.filename] = content
    return found


def _reject_unusual(xml: bytes) -> None:
    """Raise UserError for XML that no word processor writes: with a DOCTYPE, whose entities may grow without end, or of many MB."""
    if len(xml) > LARGEST_XML:
        raise UserError("Tệp Word quá lớn khi mở ra. Chia thành nhiều tệp.")
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):  # also in UTF-16
        raise UserError("Tệp Word có phần khai báo mà Word không viết (DOCTYPE), nên không được nhận.")
