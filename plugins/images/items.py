"""Count the pixels that are decoded for the picture of a HEIC or AVIF (ISO/IEC 23008-12).

A picture of a phone is a grid of tiles. Nothing in the format keeps a file of 38 kB from showing one tile of a million
pixels 900 times, or from hiding such a grid behind a second list of items. So only what cameras write is accepted: each
box at most once, each byte and item used once, and of the items that are decoded only coded pictures, grids of them and
their transparency. Thumbnails, depth and gain maps are not decoded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plugins.images.coded import Fields, pixels_of_av1, pixels_of_hevc

# What decoders pass over at the top level: pixels, padding, and what phones and programs add (a film, a signature).
REPEATED = frozenset({b"mdat", b"free", b"skip", b"wide", b"uuid", b"mpvd", b"sefd", b"\0\0\0\0"})
AVIF = (b"avif", b"avis")  # kinds of files
TOP = REPEATED | {b"ftyp", b"meta"}
META = frozenset(
    {b"hdlr", b"dinf", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl", b"free", b"skip"}
)
CODED = {b"hvc1": (b"hvcC", pixels_of_hevc), b"av01": (b"av1C", pixels_of_av1)}
GRID = b"grid"
KINDS = frozenset({*CODED, GRID, b"tmap", b"jpeg", b"Exif", b"mime", b"uri "})  # of items
REFERENCES = frozenset({b"dimg", b"thmb", b"auxl", b"cdsc", b"prem", b"base"})
ALPHA = frozenset(
    {
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
        b"urn:mpeg:hevc:2015:auxid:1",
        b"urn:mpeg:avc:2015:auxid:1",
    }
)
Property = tuple[bytes, memoryview]  # a box: its kind and content
MOST_METADATA = 20_000_000  # bytes; each picture of a file gets a copy of those that describe it
LONGEST_GROUPS = 1_000  # bytes of `grpl`; each picture of a file gets a copy of them
SMALLEST_TILE = 1 << 20  # pixels; a larger one may not be larger than its picture


def decoded_pixels(data: bytes) -> int:
    """Return how many pixels decoding the first or primary picture of a HEIC or AVIF takes.

    Raises ValueError if the file is damaged or has a structure that cameras do not write.
    """
    film = (b"moov",) if data[8:12] in AVIF else ()
    try:
        top = _each(memoryview(data), TOP.union(film))
        samples = _first_samples(top[b"moov"], data) if b"moov" in top else ()
        pixels = sum(pixels_of_av1(b"", sample) for sample in samples)
        return pixels + (_Items(data, top[b"meta"]).pixels() if b"meta" in top or not pixels else 0)
    except (IndexError, KeyError):
        raise ValueError("damaged") from None


def _first_samples(film: memoryview, data: bytes) -> Iterator[bytes]:
    """Yield the data of the first picture of each track: of its colours, and of its transparency (ISO/IEC 14496-12, 8)."""
    for kind, table in _boxes(film):
        if kind == b"trak":
            for name in (b"mdia", b"minf", b"stbl"):
                (table,) = [content for found, content in _boxes(table) if found == name]  # noqa: PLW2901
            boxes = dict(_boxes(table))
            sizes, wide = Fields(boxes[b"stsz"][4:]), 8 if b"co64" in boxes else 4
            same, _ = sizes.take(4), sizes.take(4)
            places = Fields(boxes[b"co64" if wide > 4 else b"stco"][8:])  # noqa: PLR2004
            start = places.take(wide)
            yield data[start : start + (same or sizes.take(4))]


class _Items:
    """The items of a file: what kind each is, its properties and data, and of which others it is made."""

    def __init__(self, data: bytes, meta_box: memoryview) -> None:
        meta = _each(meta_box[4:], META)
        properties = _each(meta[b"iprp"], (b"ipco", b"ipma"))
        self._file, self._inside = memoryview(data), meta.get(b"idat", memoryview(b""))
        self._primary = _primary(meta[b"pitm"])
        self._kinds = _kinds(meta[b"iinf"])
        self._properties = _properties(properties[b"ipma"], list(_boxes(properties[b"ipco"])))
        self._extents = _extents(meta[b"iloc"])
        self._references = _references(meta[b"iref"]) if b"iref" in meta else []
        self._decoded = set[int]()
        if len(meta.get(b"grpl", b"")) > LONGEST_GROUPS:
            raise ValueError("too many groups")

    def pixels(self) -> int:
        """Return the pixels of the primary picture, its tiles and its transparency."""
        self._check_data()
        return self._pixels(self._primary, (*CODED, GRID), self._alphas())

    def _check_data(self) -> None:
        """Check that bytes are used once: items that share them take as much as if each had its own."""
        lengths = {item: sum(length for *_, length in found) for item, found in self._extents.items()}
        copied = sum(
            lengths.get(item, 0) * len(others) for kind, item, others in self._references if kind == b"cdsc"
        )
        if sum(lengths.values()) > len(self._file) or copied > MOST_METADATA:
            raise ValueError("items share their data")

    def _alphas(self) -> dict[int, int]:
        found = dict[int, int]()
        for kind, item, others in self._references:
            said = self._all(item, b"auxC") if kind == b"auxl" else []
            if any(bytes(content[4:]).partition(b"\0")[0] in ALPHA for content in said):
                if len(others) != 1 or others[0] in found:
                    raise ValueError("shared transparency")
                found[others[0]] = item
        return found

    def _pixels(self, item: int, kinds: Collection[bytes], alphas: dict[int, int]) -> int:
        """Return the pixels of an item of these kinds, with those of its transparency if it has one in `alphas`."""
        if self._kinds[item] not in kinds or item in self._decoded:
            raise ValueError("not a picture, or decoded twice")
        self._decoded.add(item)
        size = self._size(item)
        pixels = self._tiles(item, alphas) if self._kinds[item] == GRID else self._coded(item)
        if item in alphas:
            alpha = alphas[item]
            if self._size(alpha) != size or alpha in alphas:
                raise ValueError("transparency of another size, or of transparency")
            pixels += self._pixels(alpha, kinds, alphas)
        return pixels

    def _tiles(self, item: int, alphas: dict[int, int]) -> int:
        (tiles,) = [others for kind, made, others in self._references if (kind, made) == (b"dimg", item)]
        grid = Fields(self._data(item))
        _, wide, rows, columns = (grid.take(1) for _ in range(4))
        size = tuple(grid.take(4 if wide & 1 else 2) for _ in range(2))
        if size != self._size(item) or (rows + 1) * (columns + 1) != len(tiles):
            raise ValueError("not the size of the grid")
        each = [self._pixels(tile, tuple(CODED), alphas) for tile in tiles]
        if max(each) > max(3 * size[0] * size[1], 3 * SMALLEST_TILE):
            raise ValueError("tiles larger than the picture")
        return sum(each)

    def _coded(self, item: int) -> int:
        name, pixels_of = CODED[self._kinds[item]]
        (configuration,) = self._all(item, name)
        return pixels_of(bytes(configuration), self._data(item))

    def _size(self, item: int) -> tuple[int, int]:
        (box,) = self._all(item, b"ispe")
        return int.from_bytes(box[4:8]), int.from_bytes(box[8:12])

    def _all(self, item: int, kind: bytes) -> list[memoryview]:
        return [content for found, content in self._properties[item] if found == kind]

    def _data(self, item: int) -> bytes:
        sources = {0: self._file, 1: self._inside}
        return b"".join(sources[how][at : at + length] for how, at, length in self._extents[item])


def _primary(box: memoryview) -> int:
    fields = Fields(box)
    return fields.take(4 if fields.take(4) >> 24 else 2)


def _kinds(box: memoryview) -> dict[int, bytes]:
    fields, kinds = Fields(box), dict[int, bytes]()
    count = fields.take(4 if fields.take(4) >> 24 else 2)
    for name, entry in _boxes(fields.rest):
        said = Fields(entry)
        version = said.take(4) >> 24
        item, _, kind = said.take(4 if version > 2 else 2), said.take(2), said.take(4).to_bytes(4)  # noqa: PLR2004
        packed = kind == b"mime" and any(bytes(said.rest).split(b"\0")[2:])
        if name != b"infe" or version not in (2, 3) or kind not in KINDS or item in kinds or packed:
            raise ValueError("an unknown item")
        kinds[item] = kind
    if len(kinds) != count:
        raise ValueError("not all items are counted")
    return kinds


def _references(box: memoryview) -> list[tuple[bytes, int, list[int]]]:
    fields = Fields(box)
    wide = 4 if fields.take(4) >> 24 else 2
    found = list[tuple[bytes, int, list[int]]]()
    for kind, entry in _boxes(fields.rest):
        said = Fields(entry)
        item, others = said.take(wide), [said.take(wide) for _ in range(said.take(2))]
        if kind not in REFERENCES or said.rest:  # libheif does not skip what follows
            raise ValueError("an unknown reference")
        found.append((kind, item, others))
    return found


def _properties(box: memoryview, known: list[Property]) -> dict[int, list[Property]]:
    fields, found = Fields(box), dict[int, list[Property]]()
    head = fields.take(4)
    wide, each = (4 if head >> 24 else 2), (2 if head & 1 else 1)
    for _ in range(fields.take(4)):
        item = fields.take(wide)
        # The first bit says "essential"; the number 0 stands for no property.
        numbers = [fields.take(each) & (1 << 8 * each - 1) - 1 for _ in range(fields.take(1))]
        if item in found:
            raise ValueError("properties said twice")
        found[item] = [known[number - 1] for number in numbers if number]
    return found


def _extents(box: memoryview) -> dict[int, list[tuple[int, int, int]]]:
    """Return where the data of each item are: in the file (0) or in `idat` (1), from which byte, and how many."""
    fields, found = Fields(box), dict[int, list[tuple[int, int, int]]]()
    version, sizes = fields.take(4) >> 24, fields.take(2)
    at_size, length_size, base_size, index_size = (sizes >> place & 15 for place in (12, 8, 4, 0))
    for _ in range(fields.take(4 if version > 1 else 2)):
        item = fields.take(4 if version > 1 else 2)
        how = fields.take(2) & 15 if version else 0
        if fields.take(2) or how > 1 or item in found:
            raise ValueError("data elsewhere")
        base, found[item] = fields.take(base_size), []
        for _ in range(fields.take(2)):
            fields.take(index_size if version else 0)
            found[item].append((how, base + fields.take(at_size), fields.take(length_size)))
    return found


def _each(data: memoryview, kinds: Collection[bytes]) -> dict[bytes, memoryview]:
    """Return boxes by kind. Raises ValueError for one of another kind, and a second one that libheif might read."""
    found = dict[bytes, memoryview]()
    for kind, content in _boxes(data):
        if kind not in kinds or (kind in found and kind not in REPEATED):
            raise ValueError("an unknown box, or one too many")
        found[kind] = content
    return found


def _boxes(data: memoryview) -> Iterator[Property]:
    while data:
        fields = Fields(data)
        size, kind = fields.take(4), fields.take(4).to_bytes(4)
        if size == 1:
            size = fields.take(8)
        elif not size and kind not in (b"mdat", b"\0\0\0\0"):  # all the rest: libheif ends there
            raise ValueError("damaged")
        size = size or len(data)
        if not len(data) - len(fields.rest) <= size <= len(data):
            raise ValueError("damaged")
        start = len(data) - len(fields.rest)
        yield kind, data[start:size]
        data = data[size:]
