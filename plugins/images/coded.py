"""Count the pixels of one coded picture: what its container says of its size may be wrong, or it may hold many."""

from __future__ import annotations

from collections.abc import Iterator

SLICES, SPS, LAST_PARAMETERS = range(32), 33, 34  # types of NAL units (ITU-T H.265, table 7-1)
# Of a picture as phones make it (4:2:0, 8 bits) 55 million pixels take 2.8 s and 400 MB; with the finest colours and 10
# bits 8 s and 820 MB.
FINENESS = (1, 1, 4 / 3, 2)  # by chroma format
DEEP = 1.4
SEQUENCE, FRAME_HEADER, FRAME = 1, 3, 6  # types of OBUs (AV1 specification, 6.2.2)
HAS_EXTENSION, HAS_SIZE = 4, 2


def pixels_of_hevc(configuration: bytes, data: bytes) -> int:
    """Return how many pixels decoding the data of an item takes; `configuration` is the content of its `hvcC`.

    Raises ValueError if they are damaged, or pixels and parameters are mixed.
    """
    pixels = max(_size_of_sps(unit) for unit in _parameters(configuration) if _type(unit) == SPS)
    slices = 0
    for unit in _units(Fields(data)):
        if SLICES.stop <= _type(unit) <= LAST_PARAMETERS:
            raise ValueError("parameters among the pixels")
        slices += _type(unit) in SLICES
    return pixels * (slices + 1) // 2  # slices share a picture, but each may go on to its end


def pixels_of_av1(_configuration: bytes, data: bytes) -> int:
    """Return how many pixels decoding the data of an item takes, among them those of frames that are not shown.

    Each counts as one of the finest colours, which stand behind what is read here. Raises ValueError if they are damaged.
    """
    fields, pixels, frames = Fields(data), 0, 0
    while fields.rest:
        header = fields.take(1)
        fields.take(1 if header & HAS_EXTENSION else 0)
        length = _leb128(fields) if header & HAS_SIZE else len(fields.rest)
        unit, kind = fields.part(length), header >> 3 & 15
        if kind == SEQUENCE:
            pixels = max(pixels, _size_of_sequence(unit))
        frames += kind in (FRAME_HEADER, FRAME)
    if not pixels:
        raise ValueError("no size")
    return int(pixels * frames * FINENESS[-1] * DEEP)


def _parameters(configuration: bytes) -> Iterator[bytes]:
    """Yield the NAL units of an `hvcC` (ISO/IEC 14496-15, 8.3.3.1)."""
    fields = Fields(configuration[22:])
    for _ in range(fields.take(1)):
        fields.take(1)
        for _ in range(fields.take(2)):
            unit = fields.part(fields.take(2))
            if _type(unit) in SLICES:
                raise ValueError("pixels among the parameters")
            yield unit


def _units(fields: Fields) -> Iterator[bytes]:
    while fields.rest:
        yield fields.part(fields.take(4))  # libheif takes 4 bytes for the length, whatever `hvcC` says


def _type(unit: bytes) -> int:
    return unit[0] >> 1 & 0x3F


def _size_of_sps(unit: bytes) -> int:
    """Return the pixels that an SPS gives to a picture (ITU-T H.265, 7.3.2.2), more if they have more to decode."""
    bits = _Bits(unit.replace(b"\0\0\3", b"\0\0")[2:])
    bits.take(4)
    layers = bits.take(3)
    bits.take(1 + 96)  # profile and level
    present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    bits.take(2 * (8 - layers) if layers else 0)
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
    bits.golomb()
    colours = bits.golomb()
    bits.take(1 if colours == len(FINENESS) - 1 else 0)
    pixels = bits.golomb() * bits.golomb()
    for _ in range(4 * bits.take(1)):  # the part that is shown
        bits.golomb()
    deep = max(bits.golomb(), bits.golomb()) > 0
    return round(pixels * FINENESS[colours] * (DEEP if deep else 1))


def _size_of_sequence(unit: bytes) -> int:
    """Return the most pixels that a sequence header lets a frame have (AV1 specification, 5.5.1).

    Frames of a sequence that is no single picture may say any size that fits into its bits.
    """
    bits = _Bits(unit)
    bits.take(4)
    single = bits.take(1)
    if single:
        bits.take(5)
    else:
        _skip_operating_points(bits)
    wide, high = bits.take(4) + 1, bits.take(4) + 1
    width, height = bits.take(wide) + 1, bits.take(high) + 1
    return width * height if single else 1 << wide + high


def _skip_operating_points(bits: _Bits) -> None:
    delay = 0
    if bits.take(1):  # timing
        bits.take(64)
        if bits.take(1):
            bits.golomb()
        if bits.take(1):
            delay = bits.take(5) + 1
            bits.take(32 + 10)
    displayed = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:  # noqa: PLR2004 - higher levels have a tier
            bits.take(1)
        if delay and bits.take(1):
            bits.take(2 * delay + 1)
        if displayed and bits.take(1):
            bits.take(4)


def _leb128(fields: Fields) -> int:
    value = 0
    for place in range(8):
        byte = fields.take(1)
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:  # noqa: PLR2004 - the first bit says that more follow
            return value
    raise ValueError("damaged")


class Fields:
    """The numbers of a box or item, one after the other; taking more than there is raises ValueError."""

    def __init__(self, data: memoryview | bytes) -> None:
        self.rest = memoryview(data)

    def part(self, length: int) -> bytes:
        """Take some bytes."""
        if len(self.rest) < length:
            raise ValueError("damaged")
        part, self.rest = bytes(self.rest[:length]), self.rest[length:]
        return part

    def take(self, length: int) -> int:
        """Take a number of so many bytes."""
        return int.from_bytes(self.part(length))


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._rest = "".join(f"{byte:08b}" for byte in data[:100])

    def take(self, count: int) -> int:
        if len(self._rest) < count:
            raise ValueError("damaged")
        part, self._rest = self._rest[:count], self._rest[count:]
        return int(part or "0", 2)

    def golomb(self) -> int:
        zeros = self._rest.index("1")
        return self.take(2 * zeros + 1) - 1
