"""The process that reads one Word document, PDF or pasted text: `python -m plugins.conversion.child FILE`; prints the result."""

from __future__ import annotations

import base64
import json
import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

from plugins.confinement.process import RejectedError, answer
from plugins.conversion.heading import heading_of, proposed_title
from plugins.errors.issue import UserError
from plugins.vietnamese.text import MOST_MARKS, stacked_marks

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
UNESCAPED = re.compile(r"\\(.)")
MOST_SOURCE = 4_000_000  # characters of the document as HTML, to be shown beside the text
MOST_TEXT = 1_000_000  # bytes of the text, half of what the contract accepts
LONGEST_WORDS = 500  # characters of the words for a picture
WORDS = re.compile(r'!\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]+)\)|<img src="([^"]+)" alt="([^"]*)">')
TOO_LONG = "văn bản dài quá. Chia thành nhiều tệp, hoặc đính kèm cả tệp vào bài."
FULL_TEXT = "Toàn văn ở tệp đính kèm."


def read(file: Path) -> bytes:
    """Return the result as JSON, pictures in base64. Raises RejectedError."""
    try:
        data = file.read_bytes()
        return json.dumps(KINDS[file.suffix](data)).encode()
    except UserError as error:
        raise RejectedError(str(error), "") from error


def _word(data: bytes) -> dict[str, Any]:
    from plugins.conversion.word import read_word  # noqa: PLC0415 - imported only for its kind of file

    found = read_word(data)
    text, lines = _accepted(found.text), _accepted("\n".join(found.lines)).split("\n")
    return {
        "text": text,
        "words": _words_of(text),
        "title": proposed_title(lines),
        "dropped": found.dropped,
        "source": found.source if len(found.source) <= MOST_SOURCE else "",
        "remarks": [],
        "pictures": {name: base64.b64encode(content).decode() for name, content in found.pictures.items()},
    }


def _pasted(data: bytes) -> dict[str, Any]:
    from plugins.conversion.pasted import read_pasted  # noqa: PLC0415 - as above

    found = read_pasted(data.decode(errors="replace"))
    return {"text": _accepted(found.text), "dropped": found.dropped}


def _accepted(text: str) -> str:
    """Return a text of usual length and letters. Raises UserError for another one.

    The desk normalises text, in quadratic time where a letter has thousands of marks.
    """
    if len(text.encode()) > MOST_TEXT:
        raise UserError(TOO_LONG)
    if stacked_marks(text) is not None:
        raise UserError(f"có hơn {MOST_MARKS} dấu chồng lên một chữ, không đọc được")
    return CONTROL.sub("", text)


def _words_of(text: str) -> dict[str, str]:
    """Return the words for each picture, by its name in the text."""
    found: dict[str, str] = {}
    for words, name, source, alternative in WORDS.findall(text):
        said = unescape(alternative) if source else UNESCAPED.sub(r"\1", words)
        found.setdefault(name or source, " ".join(said.split())[:LONGEST_WORDS])
    return found


def _pdf(data: bytes) -> dict[str, Any]:
    from plugins.conversion.pdf import read_pdf  # noqa: PLC0415 - as above

    found = read_pdf(data)
    lines = _accepted("\n".join(found.lines)).split("\n")
    sentence, remarks = heading_of(lines).sentence, []
    if found.is_scan:
        remarks.append(
            "là bản quét, máy không đọc được chữ nào: viết tóm tắt để người đọc tìm thấy và nghe được"
        )
    if found.signatures:
        remarks.append(
            f"có {found.signatures} chữ ký số; tệp được đăng nguyên từng byte, nên chữ ký còn giá trị"
        )
    return {
        "text": f"{sentence}\n\n{FULL_TEXT}\n" if sentence else f"{FULL_TEXT}\n",
        "words": {},
        "title": proposed_title(lines),
        "dropped": [],
        "source": "",
        "remarks": remarks,
        "pictures": {},
    }


KINDS = {".docx": _word, ".pdf": _pdf, ".html": _pasted}
NEEDED = {
    ".docx": ["mammoth", "xml.dom.minidom", "pyexpat"],
    ".pdf": ["pypdfium2"],
    ".html": ["bs4"],
}


if __name__ == "__main__":
    answer(read, NEEDED[Path(sys.argv[1]).suffix])
