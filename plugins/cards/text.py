"""Text of a card: what the font can show, in lines that fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from plugins.vietnamese.text import normalise

FOLDER = Path(__file__).with_name("font")
REGULAR, SEMIBOLD = "Regular", "SemiBold"
ELLIPSIS = "…"
LEADING = 1.3  # of the size, from base line to base line; more where stacked marks (`Ẳ` below `ạ`) need it
APART = 4  # pixels between the marks of two lines
OPEN_ENDS = " \u00a0,;:.-–—“\"'(["  # not before an ellipsis
ABSENT = "\uffff"  # no character (Unicode 16, 23.7): its glyph is the one for all that a font lacks
NO_BREAK = re.compile("[\u00a0\u2007\u202f]")
# Characters that the font lacks and that NFKC does not turn into what readers take them for.
LIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—"})


def font_file(weight: str) -> Path:
    """Return the file of a weight."""
    return FOLDER / f"BeVietnamPro-{weight}.ttf"


@cache
def font(weight: str, size: int) -> FreeTypeFont:
    """Return the font; laid out by Pillow itself, so that no library of the machine has a say in the bytes."""
    return ImageFont.truetype(str(font_file(weight)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=256)  # the names of departments
def displayable(text: str, weight: str) -> str:
    """Return the text in NFC with single spaces, without characters that the font lacks.

    One that it lacks is replaced by its compatibility equivalent (NFKC: `①` is `1`, `№` is `No`) if the font has that.
    """
    found = []
    for character in NO_BREAK.sub("\u00a0", normalise(text).translate(LIKE)):
        if not has(weight, character) and character != "\u00a0":
            character = unicodedata.normalize("NFKC", character)  # noqa: PLW2901 - of the same character
        found += [one for one in character if one.isspace() or has(weight, one)]
    return re.sub("[^\\S\u00a0]+", " ", "".join(found)).strip(" \u00a0")


@cache
def has(weight: str, character: str) -> bool:
    """Tell whether the font has a glyph for a character."""
    glyph, absent = (bytes(font(weight, 48).getmask(one)) for one in (character, ABSENT))
    return glyph != absent


class Block(NamedTuple):
    """Lines of one size: `above` is how far the first reaches above its base line, `step` from one base line to the next."""

    size: int
    lines: list[str]
    above: int
    step: int
    height: int


def fitted(text: str, weight: str, sizes: Mapping[int, int], width: int, height: int) -> Block:
    """Return a text in the largest size in which it fits, in lines of about the same length.

    `sizes` has the most lines of each size, largest first. What does not fit in the last ends in an ellipsis.
    """
    for size, most in sizes.items():
        words = [*_words(text, weight, size, width)]
        space = length(" ", weight, size)
        lines = _filled(words, width, space)
        if len(lines) <= most:
            block = _block(_balanced(words, width, space, len(lines)), weight, size)
            if block.height <= height:
                return block
    for count in range(min(most, len(lines)), 0, -1):
        *full, last = lines[:count]
        while count < len(lines) and length(last.rstrip(OPEN_ENDS) + ELLIPSIS, weight, size) > width:
            last = last.rpartition(" ")[0] or last[:-1]
        end = last.rstrip(OPEN_ENDS) + ELLIPSIS if count < len(lines) else last
        block = _block([*full, end], weight, size)
        if block.height <= height:
            break
    return block


@lru_cache(maxsize=8192)  # the syllables of Vietnamese, in some sizes: measuring one takes 0.05 ms
def length(text: str, weight: str, size: int) -> float:
    """Return the length of a text in pixels; the font has no kerning, so lengths add up."""
    return font(weight, size).getlength(text)


def _block(lines: list[str], weight: str, size: int) -> Block:
    boxes = [font(weight, size).getbbox(line, anchor="ls") for line in lines]
    needed = [int(upper[3] - lower[1]) + APART for upper, lower in pairwise(boxes)]
    step, above = max(round(LEADING * size), *needed, 0), -int(boxes[0][1])
    return Block(size, lines, above, step, above + step * (len(lines) - 1) + int(boxes[-1][3]))


def _words(text: str, weight: str, size: int, width: int) -> Iterator[tuple[str, float]]:
    """Yield the words of a text with their lengths; one that is wider than a line, such as an address, in pieces."""
    for word in text.split(" "):
        piece = ""
        for character in word if length(word, weight, size) > width else ():
            if length(piece, weight, size) + length(character, weight, size) > width:
                yield piece, length(piece, weight, size)
                piece = ""
            piece += character
        yield piece or word, length(piece or word, weight, size)


def _filled(words: Sequence[tuple[str, float]], width: float, space: float) -> list[str]:
    lines, left = list[str](), -1.0
    for word, wide in words:
        if left >= wide + space:
            lines[-1] += f" {word}"
            left -= wide + space
        else:
            lines.append(word)
            left = width - wide
    return lines


def _balanced(words: Sequence[tuple[str, float]], width: int, space: float, count: int) -> list[str]:
    """Return so many lines, as short as they can be."""
    low, high = max(int(wide) for _, wide in words), width
    while low < high:
        middle = (low + high) // 2
        if len(_filled(words, middle, space)) > count:
            low = middle + 1
        else:
            high = middle
    return _filled(words, high, space)
