"""The process that reads one Word document, PDF or pasted text: `python -m plugins.conversion.child FILE`; prints the result."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from plugins.confinement.process import RejectedError, answer
from plugins.conversion.heading import heading_of, proposed_title
from plugins.errors.issue import UserError

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
    return {
        "text": found.text,
        "title": proposed_title(found.lines),
        "dropped": found.dropped,
        "source": found.source,
        "remarks": [],
        "pictures": {name: base64.b64encode(content).decode() for name, content in found.pictures.items()},
    }


def _pasted(data: bytes) -> dict[str, Any]:
    from plugins.conversion.pasted import read_pasted  # noqa: PLC0415 - as above

    found = read_pasted(data.decode(errors="replace"))
    return {"text": found.text, "dropped": found.dropped}


def _pdf(data: bytes) -> dict[str, Any]:
    from plugins.conversion.pdf import read_pdf  # noqa: PLC0415 - as above

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


KINDS = {".docx": _word, ".pdf": _pdf, ".html": _pasted}
NEEDED = {
    ".docx": ["mammoth", "xml.dom.minidom", "pyexpat"],
    ".pdf": ["pypdfium2", "pypdf"],
    ".html": ["bs4"],
}


if __name__ == "__main__":
    answer(read, NEEDED[Path(sys.argv[1]).suffix])
