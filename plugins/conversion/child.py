"""The process that reads one Word document or PDF: `python -m plugins.conversion.child FILE`; prints what became of it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from plugins.confinement.process import RejectedError, answer
from plugins.conversion.heading import heading_of, proposed_title
from plugins.conversion.pdf import read_pdf
from plugins.conversion.word import read_word
from plugins.errors.issue import UserError

FULL_TEXT = "Toàn văn ở tệp đính kèm."


def read(file: Path) -> bytes:
    """Return the result as JSON, pictures in base64. Raises RejectedError."""
    try:
        data = file.read_bytes()
        return json.dumps(_pdf(data) if file.suffix == ".pdf" else _word(data)).encode()
    except UserError as error:
        raise RejectedError(str(error), "") from error


def _word(data: bytes) -> dict[str, Any]:
    found = read_word(data)
    return {
        "text": found.text,
        "title": proposed_title(found.lines),
        "dropped": found.dropped,
        "source": found.source,
        "remarks": [],
        "pictures": {name: base64.b64encode(content).decode() for name, content in found.pictures.items()},
    }


def _pdf(data: bytes) -> dict[str, Any]:
    found = read_pdf(data)
    sentence, remarks = heading_of(found.lines).sentence, []
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
        "title": proposed_title(found.lines),
        "dropped": [],
        "source": "",
        "remarks": remarks,
        "pictures": {},
    }


if __name__ == "__main__":
    answer(read, ["mammoth", "xml.dom.minidom", "pyexpat", "pypdfium2", "pypdf"])
