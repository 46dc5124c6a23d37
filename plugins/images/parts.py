"""Count the parts of a picture's file before a decoder meets them.

A decoder goes through every part, and may do as much for one of a few bytes as for a whole picture: a JPEG of 1 MB can
hold 20,000 scans, each of which takes 0.01 s every time it is decoded. Counting takes no decoding and stops at the limit.
"""

from __future__ import annotations

import re
from pathlib import Path

# A progressive JPEG has about 10 scans; each takes 0.03 s of 80 million pixels, however short it is.
MOST_SCANS = 100
# Segments of a JPEG hold up to 64 kB; joining those of EXIF takes Pillow the square of their number.
MOST_SEGMENTS = 300
PADDING = 100  # bytes between segments that count as one
MOST_CHUNKS = 50_000  # of a PNG; of 100 MB most encoders make up to 25,000
FIRST_BYTES = 1 << 18  # hold all segments of a camera's JPEG before its pixels

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Within the pixels 0xFF is followed by 0 or by a restart marker (D0 to D7).
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
BASELINE = (0xC0, 0xC1)
SCAN, END = 0xDA, 0xD9
SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xF0), 0xFE} - {0xC8})


class TooManyPartsError(ValueError):
    """A picture has more parts than any program writes; the message is in Vietnamese, perhaps followed by a hint."""


def check_parts(file: Path) -> None:
    """Raise TooManyPartsError if a JPEG has too many scans or segments, or a PNG too many chunks.

    Of a JPEG whose first scan holds all colours only the beginning is read. Other formats pass: `gif.py` counts the
    parts of a GIF, and those of WebP and AVIF cost their decoders nothing.
    """
    with file.open("rb") as opened:
        data = opened.read(FIRST_BYTES)
        if data.startswith(JPEG) and not _check_jpeg(data):
            _check_jpeg(data + opened.read())
        elif data.startswith(PNG):
            _check_png(data + opened.read())


def _check_jpeg(data: bytes) -> bool:
    """Return whether no more of the file is needed: it has one scan, or its end is reached."""
    at, scans, segments, layers = 2, 0, 0, 0
    while marker := MARKER.search(data, at):
        kind, start, at = data[marker.start() + 1], at, marker.end()
        # What is between two segments is padding; what follows a scan is its pixels.
        segments += 1 + (0 if scans else (marker.start() - start) // PADDING)
        if segments > MOST_SEGMENTS:
            raise TooManyPartsError(f"ảnh JPEG hỏng: có hơn {MOST_SEGMENTS} đoạn dữ liệu")
        if kind == END and scans:
            return True
        if kind not in SEGMENTS:  # decoders fail, or pass over the marker only
            continue
        said = data[at + 2 : at + 8]
        at += int.from_bytes(data[at : at + 2])
        if kind in BASELINE and len(said) == 6:  # noqa: PLR2004
            layers = said[5]
        elif kind == SCAN:
            scans += 1
            if scans > MOST_SCANS:
                raise TooManyPartsError(f"ảnh JPEG hỏng: có hơn {MOST_SCANS} lượt quét")
            if said and said[0] == layers:
                return True
    return False


def _check_png(data: bytes) -> None:
    at, chunks = len(PNG), 0
    while at < len(data):
        at += 12 + int.from_bytes(data[at : at + 4])  # length, type and checksum take 12 bytes
        chunks += 1
        if chunks > MOST_CHUNKS:
            raise TooManyPartsError(f"ảnh PNG hỏng: có hơn {MOST_CHUNKS} khối dữ liệu")
