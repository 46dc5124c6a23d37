"""Read the text of a PDF, and reject one with scripts, other actions or embedded files."""

from __future__ import annotations

import ctypes
import io
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from pypdfium2 import raw

from plugins.errors.issue import UserError

MOST_OBJECTS = 500_000  # a decree with all its annexes has some thousands
MOST_PAGES = 5  # read for heading and signature
LONGEST_NAME = 100  # of a font
FEW = 20  # characters a page, below which it is a picture: scanners add no more than a stamp
# By the name of an action (ISO 32000-2, table 201): what it does.
ACTIONS = {
    "/JavaScript": "mã lệnh (JavaScript)",
    "/Launch": "lệnh chạy chương trình khác",
    "/SubmitForm": "lệnh gửi dữ liệu đi nơi khác",
    "/ImportData": "lệnh lấy dữ liệu từ tệp khác",
    "/GoToE": "lệnh mở tệp giấu bên trong",
    "/Rendition": "phim nhúng",
    "/Movie": "phim nhúng",
    "/Sound": "âm thanh nhúng",
}
HIDDEN = "tệp giấu bên trong"
FORMS = "biểu mẫu XFA, là mã lệnh"
PLAYED = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}


@dataclass(frozen=True)
class Pdf:
    """A PDF that may be published: the lines of its first pages, whether it is a scan, and its number of signatures."""

    lines: tuple[str, ...]
    pages: int
    is_scan: bool
    signatures: int


def read_pdf(data: bytes) -> Pdf:
    """Return the facts about a PDF. Raises UserError, with what to do, if it cannot be read or may not be published."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each thing that it repairs
    if found := sorted(set(_active(data))):
        raise UserError(
            f"Tệp PDF có {', '.join(found)}. Mở tệp, in lại ra PDF (Microsoft Print to PDF) rồi gửi bản ấy."
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("Tệp PDF bị hỏng hoặc có mật khẩu. Mở tệp rồi lưu lại không có mật khẩu.") from error
    # Programs repair a table of references each in its own way, and may run what is not seen here.
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(document):
        raise UserError("Tệp PDF bị hỏng. Mở tệp, in lại ra PDF (Microsoft Print to PDF) rồi gửi bản ấy.")
    read = min(MOST_PAGES, len(document))
    lines = [line for number in range(read) for line in _lines(document[number])]
    is_scan = sum(map(len, lines)) < FEW * read
    return Pdf(tuple(lines), len(document), is_scan, max(0, raw.FPDF_GetSignatureCount(document)))


def _lines(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Yield the lines of a page; "" between what is set in bold and what is not, as `heading_of` wants."""
    text_page = page.get_textpage()
    at, before = 0, b""
    for line in text_page.get_text_range().splitlines(keepends=True):
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            font = _font(text_page, first)
            if font != before:
                yield ""
            yield line.strip()
            before = font
        at += len(line)


def _font(page: pypdfium2.PdfTextPage, character: int) -> bytes:
    """Return the name of the font of a character, which says whether it is bold."""
    name = ctypes.create_string_buffer(LONGEST_NAME)
    raw.FPDFText_GetFontInfo(page, character, name, LONGEST_NAME, ctypes.c_int())
    return name.value


def _active(data: bytes) -> Iterator[str]:
    """Yield the reasons to reject a document, in Vietnamese. All objects are checked, also unreferenced ones."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        size = int(str(reader.trailer["/Size"]))
    except (PyPdfError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("Tệp PDF bị hỏng hoặc có mật khẩu. Mở tệp rồi lưu lại không có mật khẩu.") from error
    # Also those that the table of references lists under another generation or beyond the size.
    listed = {(number, kept) for kept, offsets in reader.xref.items() for number in offsets}
    listed |= {(number, 0) for number in (*reader.xref_objStm, *range(1, min(size, MOST_OBJECTS) + 1))}
    if max(size, len(listed)) > MOST_OBJECTS:
        raise UserError(
            f"Tệp PDF có hơn {MOST_OBJECTS} phần. Mở tệp, in lại ra PDF (Microsoft Print to PDF) rồi gửi bản ấy."
        )
    for number, generation in sorted(listed):
        # What cannot be read here no other program reads, or it has repaired it on its own.
        with suppress(PyPdfError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
            yield from _active_in(reader.get_object(IndirectObject(number, generation, reader)))


def _active_in(top: Any) -> Iterator[str]:
    left = [top]
    while left:
        value = left.pop()
        if isinstance(value, ArrayObject):
            left += list(value)
        elif isinstance(value, DictionaryObject):
            left += list(value.values())
            yield from _active_entry(value)


def _name(entry: DictionaryObject, key: str) -> str:
    """Return a name in an entry, which may stand elsewhere."""
    with suppress(PyPdfError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return str(entry[key])
    return ""


def _active_entry(entry: DictionaryObject) -> Iterator[str]:
    action = _name(entry, "/S")
    if action in ACTIONS:
        yield ACTIONS[action]
    if "/JS" in entry or "/OnInstantiate" in entry:
        yield ACTIONS["/JavaScript"]
    if "/EF" in entry or _name(entry, "/Type") == "/EmbeddedFile":
        yield HIDDEN
    if "/XFA" in entry:
        yield FORMS
    if _name(entry, "/Subtype") in PLAYED:
        yield ACTIONS["/Movie"]
