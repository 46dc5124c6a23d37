"""How many pixels a decoder of HEIC would make, counted from the description of the picture (ISO/IEC 23008-12).

A picture of a phone is a grid of tiles. Nothing keeps a file of 1.4 MB from naming one tile of 4 million pixels 900
times, which takes 237 s.
"""

from __future__ import annotations

from collections.abc import Iterator

DERIVED = frozenset({b"grid", b"iovl", b"iden", b"tmap"})  # made of other items
UNKNOWN = 64_000_000  # pixels of an item that does not say its size
MOST_LEVELS = 8


def decoded_pixels(meta: bytes) -> int:
    """Return the pixels that decoding the primary item takes; `meta` is the content of the box of that name.

    Raises ValueError if the description is damaged, or items are made of themselves.
    """
    try:
        return _Items(meta).pixels()
    except IndexError:
        raise ValueError("damaged") from None


class _Items:
    """The items of a picture: what kind each is, how large, and of which others it is made."""

    def __init__(self, meta: bytes) -> None:
        self._kinds: dict[int, bytes] = {}
        self._parts: dict[int, list[int]] = {}
        self._sizes: dict[int, int] = {}
        self._known: dict[int, int] = {}
        self._primary = 0
        properties: list[int] = []
        associations: list[bytes] = []
        for kind, box in _boxes(meta[4:]):
            if kind == b"pitm":
                self._primary = _number(box, 4, 4 if box[0] else 2)
            elif kind == b"iinf":
                self._read_kinds(box)
            elif kind == b"iref":
                self._read_parts(box)
            elif kind == b"iprp":
                for inner, content in _boxes(box):
                    if inner == b"ipco":
                        properties = [_area(*found) for found in _boxes(content)]
                    elif inner == b"ipma":
                        associations.append(content)
        for box in associations:
            self._read_sizes(box, properties)

    def pixels(self) -> int:
        return self._pixels_of(self._primary, MOST_LEVELS)

    def _pixels_of(self, item: int, levels: int) -> int:
        if not levels:
            raise ValueError("items are made of themselves")
        if item not in self._known:
            if self._kinds.get(item) in DERIVED:
                parts = (self._pixels_of(part, levels - 1) for part in self._parts.get(item, ()))
                self._known[item] = sum(parts)
            else:
                self._known[item] = self._sizes.get(item) or UNKNOWN
        return self._known[item]

    def _read_kinds(self, box: bytes) -> None:
        for kind, entry in _boxes(box[8 if box[0] else 6 :]):
            if kind == b"infe" and entry[0] >= 2:  # noqa: PLR2004 - older versions name no kind
                wide = 4 if entry[0] > 2 else 2  # noqa: PLR2004 - bytes of an item's number
                self._kinds[_number(entry, 4, wide)] = entry[6 + wide : 10 + wide]

    def _read_parts(self, box: bytes) -> None:
        wide = 4 if box[0] else 2
        for kind, entry in _boxes(box[4:]):
            if kind == b"dimg":
                count = _number(entry, wide, 2)
                parts = [_number(entry, wide + 2 + wide * place, wide) for place in range(count)]
                self._parts.setdefault(_number(entry, 0, wide), []).extend(parts)

    def _read_sizes(self, box: bytes, properties: list[int]) -> None:
        wide, each = (4 if box[0] else 2), (2 if box[3] & 1 else 1)
        at = 8
        for _ in range(_number(box, 4, 4)):
            item, count = _number(box, at, wide), box[at + wide]
            at += wide + 1
            for _ in range(count):
                index = _number(box, at, each) & (
                    0x7FFF if each > 1 else 0x7F
                )  # the first bit says "essential"
                at += each
                if 0 < index <= len(properties):
                    self._sizes[item] = max(self._sizes.get(item, 0), properties[index - 1])


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, kind, start = _number(data, at, 4), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = _number(data, at + 8, 8), at + 16
        end = len(data) if size == 0 else at + size
        if end < start or end > len(data):
            raise ValueError("damaged")
        yield kind, data[start:end]
        at = end


def _number(data: bytes, at: int, wide: int) -> int:
    part = data[at : at + wide]
    if len(part) < wide:
        raise ValueError("damaged")
    return int.from_bytes(part)


def _area(kind: bytes, box: bytes) -> int:
    return _number(box, 4, 4) * _number(box, 8, 4) if kind == b"ispe" else 0
