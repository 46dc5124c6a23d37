"""Words in files that are ZIP archives, such as those of Word, which has them compressed and in pieces."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from plugins.desk.erasure.erased import Erased

LARGEST = 50_000_000  # bytes of a part that is looked into
TAGS = re.compile(rb"<[^<>]*>")


def is_in_archive(erased: Erased, content: bytes) -> bool:
    """Return whether the words stand in a part of an archive; True also for an archive that cannot be looked into."""
    if not erased.words or not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    data = stream.read(LARGEST + 1)
                if len(data) > LARGEST or erased.is_in(data) or erased.is_in(TAGS.sub(b"", data)):
                    return True
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return True
    return False
