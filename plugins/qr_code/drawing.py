"""A QR code (ISO/IEC 18004) as a small SVG picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import segno

QUIET = 4  # modules of white on every side (ISO/IEC 18004, 6.3.8)
# A reader takes any of the eight masks; to weigh them all takes six times as long.
MASK = 0


def qr_code(address: str) -> str:
    """Return the QR code of an absolute address as an SVG picture, black on white whatever colours a screen has."""
    code = segno.make_qr(
        address, error="l", mask=MASK
    )  # the smallest version; a higher level where it has room
    side = len(code.matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="M{QUIET} {QUIET}.5{outline(code.matrix)}"/></svg>'
    )


def outline(rows: Iterable[Sequence[int]]) -> str:
    """Return the dark modules of all rows as strokes, each move relative to the last."""
    path, place = [], 0
    for number, row in enumerate(rows):
        if number:
            path.append(f"m{-place} 1")
            place = 0
        gap = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if not dark:
                gap = length
                continue
            if gap:
                path.append(f"m{gap} 0")
            path.append(f"h{length}")
            place, gap = place + gap + length, 0
    return "".join(path)
