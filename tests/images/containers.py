"""HEIC and AVIF files of given items (ISO/IEC 23008-12), as no camera writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.images.photos import heic, photo

FULL = bytes(4)  # version and flags of a box


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return (8 + len(data)).to_bytes(4) + kind + data


def inner(data: bytes, kind: bytes) -> bytes:
    """Return the first box of a kind."""
    start = data.index(kind) - 4
    return data[start : start + int.from_bytes(data[start : start + 4])]


def ispe(width: int, height: int = 0) -> bytes:
    return box(b"ispe", FULL, width.to_bytes(4), (height or width).to_bytes(4))


def auxiliary(kind: str = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha") -> bytes:
    return box(b"auxC", FULL, kind.encode() + b"\0")


@dataclass
class Item:
    """An item with its data, the properties that belong to it, and references by kind; `at` is whose data it shares."""

    kind: bytes
    data: bytes = b""
    properties: Sequence[bytes] = ()
    references: dict[bytes, list[int]] = field(default_factory=dict)
    at: int | None = None
    said: bytes = b"\0"  # the name, and more of some kinds


def coded(side: int, claim: int = 0, brand: str = "HEIF") -> Item:
    """Return a picture of one colour whose description may claim another size."""
    data = heic(side, side) if brand == "HEIF" else photo(side, side, brand)
    kind, configuration = (b"hvc1", b"hvcC") if brand == "HEIF" else (b"av01", b"av1C")
    return Item(kind, inner(data, b"mdat")[8:], (inner(data, configuration), ispe(claim or side)))


def grid(tiles: list[int], columns: int, side: int) -> Item:
    """Return a grid of these items, numbered from 1, that is as high as wide."""
    spec = bytes([0, 1, len(tiles) // columns - 1, columns - 1]) + side.to_bytes(4) * 2
    return Item(b"grid", spec, (ispe(side),), {b"dimg": tiles})


def file_of(
    items: list[Item],
    primary: int = 1,
    *,
    brand: bytes = b"heic",
    before: bytes = b"",
    inside: bytes = b"",
    count: int | None = None,
) -> bytes:
    """Return a file of items numbered from 1, with boxes `before` its `meta` and at the end of `inside` it."""
    properties = list(dict.fromkeys(one for item in items for one in item.properties))
    entries, associations, references = [], [], []
    for number, item in enumerate(items, 1):
        name = number.to_bytes(2)
        entries.append(box(b"infe", b"\2\0\0\0", name, b"\0\0", item.kind, item.said))
        own = [properties.index(one) + 1 for one in item.properties]
        associations.append(name + bytes([len(own), *own]))
        for kind, others in item.references.items():
            named = b"".join(other.to_bytes(2) for other in others)
            references.append(box(kind, name, len(others).to_bytes(2), named))
    pixels = b"".join(item.data for item in items if item.at is None)

    def whole(start: int) -> bytes:
        starts, located = list[int](), list[bytes]()
        for number, item in enumerate(items, 1):
            starts.append(start if item.at is None else starts[item.at - 1])
            start += len(item.data) if item.at is None else 0
            located.append(
                number.to_bytes(2) + b"\0\0\0\1" + starts[-1].to_bytes(4) + len(item.data).to_bytes(4)
            )
        described = [
            box(b"hdlr", FULL, bytes(4), b"pict", bytes(13)),
            box(b"pitm", FULL, primary.to_bytes(2)),
            box(b"iloc", FULL, b"\x44\0", len(items).to_bytes(2), *located),
            box(b"iinf", FULL, (count or len(items)).to_bytes(2), *entries),
            box(b"iref", FULL, *references) if references else b"",
            box(
                b"iprp",
                box(b"ipco", *properties),
                box(b"ipma", FULL, len(items).to_bytes(4), *associations),
            ),
        ]
        kinds = brand + bytes(4) + b"mif1" + brand
        return box(b"ftyp", kinds) + before + box(b"meta", FULL, *described, inside)

    return whole(len(whole(0)) + 8) + box(b"mdat", pixels)
