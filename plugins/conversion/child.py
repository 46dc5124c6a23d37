"""The process that reads one Word document or PDF: `python -m plugins.conversion.child FILE`; prints what became of it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from plugins.confinement.process import RejectedError, answer
from plugins.conversion.title import proposed_title
from plugins.conversion.word import read_word
from plugins.errors.issue import UserError


def read(file: Path) -> bytes:
    """Return the result as JSON, pictures in base64. Raises RejectedError."""
    try:
        found = read_word(file.read_bytes())
    except UserError as error:
        raise RejectedError(str(error), "") from error
    return json.dumps({
        "text": found.text,
        "title": proposed_title(found.lines),
        "dropped": found.dropped,
        "source": found.source,
        "pictures": {name: base64.b64encode(data).decode() for name, data in found.pictures.items()},
    }).encode()  # fmt: skip


if __name__ == "__main__":
    answer(read, ["mammoth", "xml.dom.minidom", "pyexpat"])
