"""Colour profiles (ISO 15076-1), made on the spot."""

from __future__ import annotations

import struct

P3 = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)  # adapted to D50
WHITE = (0.9642, 1.0, 0.8249)


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def _profile(space: bytes, pcs: bytes, kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    start, table, data = 132 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value
    body = struct.pack(">I", len(tags)) + table + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x02400000, kind, space, pcs)
    head += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    return (head + _xyz(*WHITE)[8:]).ljust(128, b"\0") + body


def matrix_profile(gamma: float = 2.2) -> bytes:
    """Return a profile of a wide screen, as telephones write it: Display P3 with a plain curve."""
    columns = {name: _xyz(*column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), P3, strict=True)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma))
    return _profile(b"RGB ", b"XYZ ", b"mntr", {b"wtpt": _xyz(*WHITE), **columns, **curves})


def grey_profile(gamma: float) -> bytes:
    """Return a profile of greys with a curve."""
    return _profile(b"GRAY", b"XYZ ", b"mntr", {b"wtpt": _xyz(*WHITE), b"kTRC": _curve(gamma)})


def table_profile(space: bytes, lightness: dict[int, int]) -> bytes:
    """Return a profile that is a table: the lightness (0 to 100) of corners of the space, by number; others are black."""
    inputs = len(space.strip())
    even = bytes(range(256))
    corners = b"".join(
        bytes([round(lightness.get(corner, 0) * 2.55), 128, 128]) for corner in range(2**inputs)
    )
    unit = struct.pack(">9i", *(65536 * (at % 4 == 0) for at in range(9)))
    table = b"mft1" + bytes(4) + bytes([inputs, 3, 2, 0]) + unit + even * inputs + corners + even * 3
    kind = b"prtr" if space == b"CMYK" else b"scnr"
    return _profile(space, b"Lab ", kind, {b"wtpt": _xyz(*WHITE), b"A2B0": table})
