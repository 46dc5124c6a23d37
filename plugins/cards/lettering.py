"""The two weights of the font that cards are set in, sign by sign.

The signs are set here, one after the other, and drawn once in each size: no library of the machine for shaping text has
a say in the bytes, and a card takes a third of the time. The font has no kerning that would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import combining

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).with_name("font")
REGULAR, SEMIBOLD = "Regular", "SemiBold"
CLUSTER = re.compile("(?s:.)[\u0300-\u036f]*")
BELOW = 220  # the combining class of marks below their letter (Unicode 16, table 4-3)
INK = 255


def font_file(weight: str) -> Path:
    """Return the file of a weight."""
    return FOLDER / f"BeVietnamPro-{weight}.ttf"


class Sign(NamedTuple):
    """A letter with its marks: its strokes, where these stand to pen and base line, and how far the pen goes on."""

    strokes: Image.Image
    left: int
    above: int
    advance: int

    @property
    def below(self) -> int:
        """How far the strokes reach below the base line; less than 0 if they end above it."""
        return self.strokes.height - self.above


@lru_cache(maxsize=8192)  # the syllables of Vietnamese, in some sizes
def width(text: str, weight: str, size: int) -> int:
    """Return how wide a text is, in pixels."""
    return sum(sign(weight, size, cluster).advance for cluster in CLUSTER.findall(text))


def reach(text: str, weight: str, size: int) -> tuple[int, int]:
    """Return how far the strokes of a text reach above its base line and below it."""
    signs = [sign(weight, size, cluster) for cluster in CLUSTER.findall(text)]
    drawn = [one for one in signs if one.strokes.height]
    return max((one.above for one in drawn), default=0), max((one.below for one in drawn), default=0)


def write(draw: ImageDraw.ImageDraw, text: str, weight: str, size: int, place: tuple[int, int]) -> None:
    """Write a text that begins at a place on its base line."""
    x, y = place
    for cluster in CLUSTER.findall(text):
        one = sign(weight, size, cluster)
        if one.strokes.height:
            draw.bitmap((x + one.left, y - one.above), one.strokes, fill=INK)
        x += one.advance


@cache
def sign(weight: str, size: int, cluster: str) -> Sign:
    """Return a letter with the marks that Unicode has no one sign for: `ơ̆` of Kơ̆ Ho, which is no letter of its own."""
    letter, *marks = (_drawn(weight, size, one) for one in cluster)
    for mark, written in zip(marks, cluster[1:], strict=True):
        letter = _with_mark(letter, mark, size, below=combining(written) == BELOW)
    return letter


def _with_mark(letter: Sign, mark: Sign, size: int, *, below: bool) -> Sign:
    """Put a mark in the middle above or below a letter, clear of its strokes."""
    clear = max(2, size // 16)
    left = letter.left + (letter.strokes.width - mark.strokes.width) // 2
    if below:
        above = min(mark.above, -letter.below - clear)
    else:
        above = max(mark.above, letter.above + clear + mark.strokes.height)
    return _joined([letter, mark._replace(left=left, above=above)], letter.advance)


def _joined(signs: Iterable[Sign], advance: int) -> Sign:
    signs = list(signs)
    left, above = min(one.left for one in signs), max(one.above for one in signs)
    right = max(one.left + one.strokes.width for one in signs)
    strokes = Image.new("L", (right - left, above + max(one.below for one in signs)))
    for one in signs:
        strokes.paste(INK, (one.left - left, above - one.above), one.strokes)
    return Sign(strokes, left, above, advance)


@cache
def _drawn(weight: str, size: int, character: str) -> Sign:
    font = ImageFont.truetype(str(font_file(weight)), size, layout_engine=ImageFont.Layout.BASIC)
    sheet = Image.new("L", (4 * size, 4 * size))
    ImageDraw.Draw(sheet).text((size, 2 * size), character, fill=INK, font=font, anchor="ls")
    box = sheet.getbbox() or (size, 2 * size, size, 2 * size)
    return Sign(sheet.crop(box), box[0] - size, 2 * size - box[1], round(font.getlength(character)))
