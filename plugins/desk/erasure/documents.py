"""Words in documents: those of Word 2007 and later are ZIP archives with the text in pieces; older ones have it as UTF-16."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from plugins.desk.erasure.erased import Erased

LARGEST = 50_000_000  # bytes of a part that is looked into
TAGS = re.compile(rb"<[^<>]*>")
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError)


def has_words(erased: Erased, content: bytes) -> bool | None:
    """Return whether words stand in a file; None for a PDF, and for an archive that cannot be looked into."""
    if not erased.words:
        return False
    if erased.is_in(content) or erased.is_in(content, "utf-16-le"):
        return True
    if content.startswith(b"%PDF-"):
        return None
    return _in_archive(erased, content) if content.startswith(b"PK") else False


def _in_archive(erased: Erased, content: bytes) -> bool | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    data = stream.read(LARGEST + 1)
                if erased.is_in(data) or erased.is_in(TAGS.sub(b"", data)):
                    return True
                if len(data) > LARGEST:
                    return None
    except UNREADABLE:
        return None
    return False
