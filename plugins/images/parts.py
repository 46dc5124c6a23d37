"""Count the parts of a picture's file before a decoder meets them.

A decoder goes through every part, and may do as much for one of a few bytes as for a whole picture: a JPEG of 1 MB can
hold 20,000 scans, each of which takes 0.01 s every time it is decoded. Counting takes no decoding and stops at the limit.
"""

from __future__ import annotations

import re
from os import SEEK_CUR
from typing import BinaryIO

from plugins.images.items import decoded_pixels

# A progressive JPEG has about 10 scans; each takes 0.03 s of 80 million pixels, however short it is.
MOST_SCANS = 100
# Segments of a JPEG hold up to 64 kB; joining those of EXIF takes Pillow the square of their number.
MOST_SEGMENTS = 300
PADDING = 100  # bytes between segments that count as one
MOST_CHUNKS = 50_000  # of a PNG; of 100 MB most encoders make up to 25,000
MOST_BOXES = 100  # of an AVIF or HEIC, at its top level
MOST_DECODED = 120_000_000  # pixels of a HEIC or AVIF: twice those of the largest phones, 3 s of processor
DESCRIPTIONS = (b"meta", b"moov")
LONGEST_DESCRIPTION = 100_000  # bytes
FIRST_BYTES = 1 << 18  # hold all segments of a camera's JPEG before its pixels

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Within the pixels 0xFF is followed by 0 or by a restart marker (D0 to D7).
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
BASELINE = (0xC0, 0xC1)
SCAN, END = 0xDA, 0xD9
SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xF0), 0xFE} - {0xC8})


class TooManyPartsError(ValueError):
    """A picture has more parts than any program writes; the message is in Vietnamese, perhaps followed by a hint."""


def check_parts(stream: BinaryIO) -> bool:
    """Return whether a picture is a JPEG of one scan: only of those a decoder need not keep all of the picture.

    Raises TooManyPartsError if a picture has too many parts: scans, segments, chunks or items.

    Of a JPEG whose first scan holds all colours only the beginning is read. Other formats pass:
    `gif.py` counts the parts of a GIF, and those of WebP cost their decoder nothing.
    """
    data = stream.read(FIRST_BYTES)
    if data.startswith(JPEG):
        scans = _scans(data)
        return (_scans(data + stream.read()) if scans is None else scans) == 1
    if data.startswith(PNG):
        _check_png(data + stream.read())
    elif data[4:8] == b"ftyp":
        stream.seek(0)
        _check_boxes(stream)
        stream.seek(0)
        _check_items(stream.read())
    return False


def _check_boxes(stream: BinaryIO) -> None:
    """Limit the boxes of an AVIF or HEIC (ISO/IEC 14496-12): libavif compares each item of a `meta` box with all others.

    2.3 MB of items took 20 s to open. That of a picture of 6 megapixels with a colour profile has 836 bytes.
    """
    for _ in range(MOST_BOXES):
        header = stream.read(16)
        size, kind = int.from_bytes(header[:4]), header[4:8]
        if size == 1:  # the real size follows
            size = int.from_bytes(header[8:16])
        if kind in DESCRIPTIONS and (
            size > LONGEST_DESCRIPTION or not size
        ):  # without a size: the rest of the file
            break
        if len(header) < 8 or size < 8:  # noqa: PLR2004 - the end, a last box without a size, or damaged
            return
        stream.seek(size - len(header), SEEK_CUR)
    else:
        raise TooManyPartsError(f"ảnh hỏng: có hơn {MOST_BOXES} phần")
    raise TooManyPartsError(f"ảnh hỏng: phần mô tả dài hơn {LONGEST_DESCRIPTION // 1000} kB")


def _check_items(data: bytes) -> None:
    try:
        pixels = decoded_pixels(data)
    except ValueError:
        raise TooManyPartsError("ảnh hỏng, hoặc không phải do máy ảnh hay điện thoại ghi") from None
    if pixels > MOST_DECODED:
        millions = MOST_DECODED // 1_000_000
        raise TooManyPartsError(f"ảnh lớn quá: để hiện ảnh phải giải mã hơn {millions} triệu điểm ảnh")


def _scans(data: bytes) -> int | None:
    """Return how many scans a JPEG has, 2 for more; None if its end is not reached and its first has not all colours."""
    at, scans, segments, layers = 2, 0, 0, 0
    while marker := MARKER.search(data, at):
        kind, start, at = data[marker.start() + 1], at, marker.end()
        # What is between two segments is padding; what follows a scan is its pixels.
        segments += 1 + (0 if scans else (marker.start() - start) // PADDING)
        if segments > MOST_SEGMENTS:
            raise TooManyPartsError(f"ảnh JPEG hỏng: có hơn {MOST_SEGMENTS} đoạn dữ liệu")
        if kind == END and scans:
            return 2
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
                return 1 if scans == 1 else 2
    return None


def _check_png(data: bytes) -> None:
    at, chunks, profiles = len(PNG), 0, 0
    while at < len(data):
        profiles += data[at + 4 : at + 8] == b"iCCP"
        if profiles > 1:  # Pillow unpacks each of them
            raise TooManyPartsError("ảnh PNG hỏng: có nhiều bảng màu (iCCP)")
        at += 12 + int.from_bytes(data[at : at + 4])  # length, type and checksum take 12 bytes
        chunks += 1
        if chunks > MOST_CHUNKS:
            raise TooManyPartsError(f"ảnh PNG hỏng: có hơn {MOST_CHUNKS} khối dữ liệu")
