"""Rewrite a GIF with its pictures, their timing and repetition, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.images.parts import TooManyPartsError

# GIF89a (CompuServe, 31 July 1990), sections 17 to 27.
HEADERS = (b"GIF87a", b"GIF89a")
EXTENSION, PICTURE, END = 0x21, 0x2C, 0x3B
CONTROL, APPLICATION = 0xF9, 0xFF
MOST_FRAMES = 5_000  # more than three minutes; a decoder takes 50 µs for one of a single pixel
MOST_BLOCKS = 5 * MOST_FRAMES  # with control, comment and padding of each frame
SHORTER = "Làm ảnh nhỏ hoặc ngắn hơn."
REPEATING = (b"\x0bNETSCAPE2.0\x03\x01", b"\x0bANIMEXTS1.0\x03\x01")  # how often it plays
HAS_TABLE, TABLE_SIZE = 0x80, 0x07


def plain_gif(data: bytes) -> bytes:
    """Return a GIF without comments, notes of programs and whatever follows its end; a missing end is added.

    Raises ValueError if it is cut off within a picture or is not a GIF, and TooManyPartsError.
    """
    try:
        return b"".join(_kept(data))
    except IndexError:
        raise ValueError("the GIF ends within a block") from None


def _kept(data: bytes) -> Iterator[bytes]:
    if not data.startswith(HEADERS):
        raise ValueError("not a GIF")
    at = 13 + _table(data[10])
    yield data[:at]
    frames = blocks = 0
    while at < len(data) and data[at] != END:
        start = at
        frames, blocks = frames + (data[at] == PICTURE), blocks + 1
        if frames > MOST_FRAMES:
            raise TooManyPartsError(f"ảnh động dài quá: trên {MOST_FRAMES} khung hình", SHORTER)
        if blocks > MOST_BLOCKS:
            raise TooManyPartsError(f"ảnh GIF hỏng: có hơn {MOST_BLOCKS} khối dữ liệu")
        if data[at] == EXTENSION:
            at = _after_blocks(data, at + 2)
            yield _extension(data, start)
        elif data[at] == PICTURE:
            at = _after_blocks(data, at + 10 + _table(data[at + 9]) + 1)
            yield data[start:at]
        elif data[at] == 0:  # padding of some programs
            at += 1
        else:
            raise ValueError(f"unknown block {data[at]:#x} at byte {at}")
    yield bytes([END])


def _extension(data: bytes, start: int) -> bytes:
    """Return what is kept of an extension: of the two that change what is seen, only as much as the standard gives them."""
    kind, said = data[start + 1], start + 2
    if kind == CONTROL and data[said] == 4:  # noqa: PLR2004 - the size of a graphic control
        return data[start : said + 5] + b"\0"
    if kind == APPLICATION and data.startswith(REPEATING, said):
        return data[start : said + 16] + b"\0"
    return b""


def _table(flags: int) -> int:
    """Return how many bytes a table of colours takes."""
    return 3 * 2 ** ((flags & TABLE_SIZE) + 1) if flags & HAS_TABLE else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Return where a run of blocks ends, each of which begins with its length; the last is empty."""
    while data[at]:
        at += 1 + data[at]
    return at + 1
