"""Read the text of a PDF, and reject one with scripts, other actions or embedded files."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from plugins.conversion.active import PRINTED, active_parts
from plugins.errors.issue import UserError

MOST_PAGES = 5  # read for heading and signature
LONGEST_NAME = 100  # of a font
FEW = 20  # characters a page, below which it is a picture: scanners add no more than a stamp


@dataclass(frozen=True)
class Pdf:
    """A PDF that may be published: the lines of its first pages, whether it is a scan, and its number of signatures."""

    lines: tuple[str, ...]
    pages: int
    is_scan: bool
    signatures: int


def read_pdf(data: bytes) -> Pdf:
    """Return the facts about a PDF. Raises UserError, with what to do, if it cannot be read or may not be published."""
    if found := active_parts(data):
        raise UserError(f"Tệp PDF có {', '.join(found)}. {PRINTED}")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("Tệp PDF bị hỏng hoặc có mật khẩu. Mở tệp rồi lưu lại không có mật khẩu.") from error
    # Programs repair a table of references each in its own way, and may run what is not seen here.
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(document):
        raise UserError(f"Tệp PDF bị hỏng. {PRINTED}")
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
