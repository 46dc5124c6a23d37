"""A QR code (ISO/IEC 18004) as a drawing inside a page, in as few bytes as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import segno
from markupsafe import Markup

QUIET = 4  # modules of white on every side (ISO/IEC 18004, 6.3.8)
# A reader takes any of the eight masks; to weigh them all takes six times as long.
MASK = 0


def qr_code(address: str) -> Markup:
    """Return the QR code of an absolute address as an SVG element, black on white whatever the page's colours.

    It is hidden from screen readers: it says the address, which has to stand beside it.
    """
    code = segno.make_qr(
        address, error="l", mask=MASK
    )  # the smallest version; a higher level where it has room
    side = len(code.matrix) + 2 * QUIET
    return Markup(  # noqa: S704 - numbers only
        f'<svg viewBox="0 0 {side} {side}" aria-hidden="true"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="M{QUIET} {QUIET}.5{outline(code.matrix)}"/></svg>'
    )


def outline(rows: Iterable[Sequence[int]]) -> str:
    """Return the dark modules of all rows as strokes; every move is relative, which repeats itself and gets smaller."""
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
