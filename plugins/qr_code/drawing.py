"""A QR code (ISO/IEC 18004) as a small SVG picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import segno

QUIET = 4  # modules of white on every side (ISO/IEC 18004, 6.3.8)
# Scanners read any of the eight masks; comparing all of them takes six times as long.
MASK = 0


def qr_code(url: str) -> bytes:
    """Return the QR code of an absolute URL as an SVG picture, black on white in any colour scheme."""
    # The smallest version; segno raises the error correction level if that still fits.
    code = segno.make_qr(url, error="l", mask=MASK)
    side = len(code.matrix) + 2 * QUIET
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="M{QUIET} {QUIET}.5{outline(code.matrix)}"/></svg>'
    )
    return svg.encode()


def outline(rows: Iterable[Sequence[int]]) -> str:
    """Return the dark modules of all rows as SVG path data, with relative moves."""
    path, column = [], 0
    for number, row in enumerate(rows):
        if number:
            path.append(f"m{-column} 1")
            column = 0
        gap = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if not dark:
                gap = length
                continue
            if gap:
                path.append(f"m{gap} 0")
            path.append(f"h{length}")
            column, gap = column + gap + length, 0
    return "".join(path)
