"""A GIF without what nobody is shown: comments and what programs have put into it."""

from __future__ import annotations

from collections.abc import Iterator

# GIF89a (CompuServe, 31 July 1990), sections 17 to 27.
EXTENSION, PICTURE, END = 0x21, 0x2C, 0x3B
COMMENT, APPLICATION = 0xFE, 0xFF
REPEATING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often it plays
HAS_TABLE, TABLE_SIZE = 0x80, 0x07


def without_words(data: bytes) -> bytes:
    """Return a GIF with its pictures and the time of each, and nothing else; one that is not understood stays whole."""
    try:
        return b"".join(_kept(data))
    except IndexError:
        return data


def _kept(data: bytes) -> Iterator[bytes]:
    at = 13 + _table(data[10])
    yield data[:at]
    while data[at] != END:
        start = at
        if data[at] == EXTENSION:
            kind, name = data[at + 1], data[at + 3 : at + 14]
            at = _after_blocks(data, at + 2)
            if kind == COMMENT or (kind == APPLICATION and name not in REPEATING):
                continue
        elif data[at] == PICTURE:
            at = _after_blocks(data, at + 10 + _table(data[at + 9]) + 1)
        else:
            raise IndexError(at)
        yield data[start:at]
    yield data[at : at + 1]


def _table(flags: int) -> int:
    """Return how many bytes a table of colours takes."""
    return 3 * 2 ** ((flags & TABLE_SIZE) + 1) if flags & HAS_TABLE else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Return where a run of blocks ends, each of which says its length; the last is empty."""
    while data[at]:
        at += 1 + data[at]
    return at + 1
