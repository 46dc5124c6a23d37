"""Drawing a card: ink on warm white under a rule in the accent, like the portal itself."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from PIL import Image, ImageColor, ImageDraw

from plugins.cards.card import HEIGHT, WIDTH, Card
from plugins.cards.text import REGULAR, SEMIBOLD, Block, displayable, fitted, font

MARGIN = 80
TEXT_WIDTH = WIDTH - 2 * MARGIN
TOP, BOTTOM = 52, 574  # the highest stroke of the head, the base line of the foot
RULE = 4
GAP = 20  # between the lines of the head, and before the rule
AIR = 30  # around the title
# Sizes in pixels, each with the most lines that it may have: longer texts are smaller.
SUPERIOR = {28: 1, 24: 1}
NAME = {42: 1, 38: 1, 34: 2}
FOOT = {30: 1, 27: 1}
TITLE = {80: 2, 70: 3, 60: 4, 52: 4, 46: 5, 42: 5}

# The tokens of the same names in theme/styles/10-tokens.css.
PAPER, INK = (0xFD, 0xFB, 0xF6), (0x1E, 0x1A, 0x15)
# Four colours are 2 bits a pixel: with 16 a card is half as large again, and shown at half its size it looks the same.
EDGE = tuple((paper + ink) // 2 for paper, ink in zip(PAPER, INK, strict=True))
GREYS = [*PAPER, *EDGE, *INK]
NEAREST = [round(grey * 2 / 255) for grey in range(256)]
ACCENT = 3


@dataclass(frozen=True)
class Line:
    """One line of text; `base` is its base line, in pixels from the top of the card."""

    text: str
    weight: str
    size: int
    base: int


def drawn(card: Card) -> bytes:
    """Return a card as PNG.

    Run-length encoding compresses large letters on an empty ground as well as zlib's default strategy, in a third of
    the time, and gives the same bytes on every processor.
    """
    lines, rule = layout(card)
    image = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for line in lines:
        draw.text((MARGIN, line.base), line.text, fill=255, font=font(line.weight, line.size), anchor="ls")
    image = image.point(NEAREST)
    image.paste(ACCENT, (MARGIN, rule, WIDTH - MARGIN, rule + RULE))
    image.putpalette([*GREYS, *ImageColor.getrgb(card.accent)])
    out = BytesIO()
    image.save(out, "PNG", compress_type=zlib.Z_RLE)
    return out.getvalue()


def layout(card: Card) -> tuple[list[Line], int]:
    """Return the lines of a card from top to bottom, and the top of its rule."""
    lines, top = [], TOP
    for text, weight, sizes in ((card.superior, REGULAR, SUPERIOR), (card.name, SEMIBOLD, NAME)):
        if shown := displayable(text, weight):
            block = fitted(shown, weight, sizes, TEXT_WIDTH, HEIGHT)
            lines += _lines(block, weight, top)
            top += block.height + GAP
    rule, foot = top, _foot(card)
    top += RULE + AIR
    bottom = (foot[0].base - foot[0].size if foot else BOTTOM) - AIR
    title = displayable(card.title, SEMIBOLD) or displayable(card.name, SEMIBOLD)
    block = fitted(title, SEMIBOLD, TITLE, TEXT_WIDTH, bottom - top)
    return [*lines, *_lines(block, SEMIBOLD, top + (bottom - top - block.height) // 2), *foot], rule


def _foot(card: Card) -> list[Line]:
    """Return the line with department and date; a long department is cut, the date never."""
    if not card.date:
        return []
    date = f" · {card.date}"
    width = TEXT_WIDTH - ceil(font(REGULAR, max(FOOT)).getlength(date))
    block = fitted(displayable(card.department, REGULAR), REGULAR, FOOT, width, HEIGHT)
    return [Line(block.lines[0] + date, REGULAR, block.size, BOTTOM)]


def _lines(block: Block, weight: str, top: int) -> list[Line]:
    return [
        Line(text, weight, block.size, top + block.above + number * block.step)
        for number, text in enumerate(block.lines)
    ]
