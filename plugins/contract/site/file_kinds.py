"""Types of files that may be published beside pictures, and what a file of each type begins with.

Pictures are decoded by `plugins/images`, which looks at all of their bytes.
"""

from __future__ import annotations

import re

FIRST_BYTES = 1032  # programs that open a PDF look for its mark in the first 1024 bytes

ZIP = re.compile(rb"(?:PK00)?PK(?:\x03\x04|\x07\x08)")  # the second ones: parts of a split archive
OLE = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # Office 97-2003, and newer documents with a password
RTF = re.compile(rb"\s*\{\\rtf")
HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?(?:<(?:!doctype html|html|head|body|table|meta)\b|MIME-Version:)",
    re.IGNORECASE | re.DOTALL,
)
PDF = re.compile(rb".{0,1024}?%PDF-", re.DOTALL)
RAR = re.compile(rb"Rar!\x1a\x07")
SEVEN_ZIP = re.compile(rb"7z\xbc\xaf\x27\x1c")
MP3 = re.compile(rb"\0*(?:ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])")
MP4 = re.compile(rb".{4}(?:ftyp|moov|mdat|free|skip|wide)", re.DOTALL)
WEBM = re.compile(rb"\x1a\x45\xdf\xa3")
OGG = re.compile(rb"OggS")
PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

# By type, any of these. Word and LibreOffice open RTF under the name .doc without asking.
BEGINNINGS: dict[str, tuple[re.Pattern[bytes], ...]] = {
    ".pdf": (PDF,),
    ".doc": (OLE, RTF),
    ".xls": (OLE,),
    ".ppt": (OLE,),
    ".docx": (ZIP,),
    ".xlsx": (ZIP,),
    ".pptx": (ZIP,),
    ".odt": (ZIP,),
    ".ods": (ZIP,),
    ".odp": (ZIP,),
    ".rtf": (RTF,),
    ".zip": (ZIP,),
    ".rar": (RAR,),
    ".7z": (SEVEN_ZIP,),
    ".mp3": (MP3,),
    ".mp4": (MP4,),
    ".m4a": (MP4,),
    ".webm": (WEBM,),
    ".ogg": (OGG,),
}
TEXTS = (".txt", ".csv", ".vtt")
DOCUMENTS = frozenset({*BEGINNINGS, *TEXTS})

# What an OpenDocument says first; files that do not say it there are taken as they are named.
OPEN_DOCUMENT = re.compile(rb".{30}mimetypeapplication/vnd\.oasis\.opendocument\.(?P<kind>[a-z]+)", re.DOTALL)
OPEN_DOCUMENTS = {b"text": ".odt", b"spreadsheet": ".ods", b"presentation": ".odp"}

OLD_OFFICE = "tệp Office đời cũ, hoặc tệp Office có mật khẩu"
# What a file is, the first that fits, and what to do about its name.
FOUND: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (
        HTML,
        "trang web (HTML)",
        "Nếu tệp do tải về thì tải lại tệp gốc; nếu do phần mềm xuất ra thì mở bằng Word hay Excel, lưu lại đúng loại.",
    ),
    (RTF, "văn bản RTF", "Mở bằng Word, lưu lại đúng loại, hoặc đổi tên tệp cho kết thúc bằng .rtf."),
    (
        OLE,
        OLD_OFFICE,
        "Mở tệp, bỏ mật khẩu nếu có, rồi lưu lại đúng loại; hoặc đổi tên cho kết thúc bằng .doc, .xls, .ppt.",
    ),
    (
        ZIP,
        "tệp nén ZIP hoặc tệp Office đời mới",
        "Đổi tên tệp cho kết thúc bằng .docx, .xlsx, .pptx hay .zip, đúng với bên trong, rồi sửa tên trong bài.",
    ),
    (RAR, "tệp nén RAR", "Đổi tên tệp cho kết thúc bằng .rar, rồi sửa tên trong bài."),
    (SEVEN_ZIP, "tệp nén 7z", "Đổi tên tệp cho kết thúc bằng .7z, rồi sửa tên trong bài."),
    (
        PICTURE,
        "ảnh",
        "Đổi tên tệp cho kết thúc bằng .jpg hay .png, đúng với bên trong, rồi sửa tên trong bài.",
    ),
    (PDF, "văn bản PDF", "Đổi tên tệp cho kết thúc bằng .pdf, rồi sửa tên trong bài."),
)
SAVE_AGAIN = "Mở tệp bằng phần mềm đã tạo ra nó, lưu lại đúng loại, rồi chép đè."


def wrong_beginning(ending: str, data: bytes) -> tuple[str, str] | None:
    """Return what is wrong with a file that begins with `data` (FIRST_BYTES of it), with what to do; None if nothing.

    `ending` is that of its name, in lower case; types that are not listed here pass. Both texts are Vietnamese, the
    first completes "the file X …".
    """
    if not data:
        return "rỗng (0 byte)", "Chép lại tệp gốc; có thể lần chép trước chưa xong."
    if ending in TEXTS:
        return _wrong_text(ending, data)
    patterns = BEGINNINGS.get(ending)
    if patterns is None:
        return None
    said = OPEN_DOCUMENT.match(data)
    meant = OPEN_DOCUMENTS.get(said["kind"]) if said else None
    if meant and ending not in (".zip", meant):
        return _not(
            ending, "văn bản OpenDocument"
        ), f"Đổi tên tệp cho kết thúc bằng {meant}, rồi sửa tên trong bài."
    if any(pattern.match(data) for pattern in patterns):
        return None
    return _described(ending, data)


def _wrong_text(ending: str, data: bytes) -> tuple[str, str] | None:
    other = next((True for pattern, *_ in FOUND if pattern is not PDF and pattern.match(data)), False)
    is_text = data.startswith(UTF_16) or b"\0" not in data
    if is_text and not other and not data.startswith(b"%PDF-"):
        return None
    return _described(ending, data)


def _described(ending: str, data: bytes) -> tuple[str, str]:
    for pattern, name, hint in FOUND:
        if pattern.match(data):
            return _not(ending, name), hint
    return _not(ending, ""), SAVE_AGAIN


def _not(ending: str, found: str) -> str:
    kind = "tệp chữ" if ending in TEXTS else f"tệp {ending[1:].upper()}"
    return f"không phải là {kind}" + (f" mà là {found}" if found else ", hoặc đã hỏng")
