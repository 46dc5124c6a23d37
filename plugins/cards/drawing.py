"""Drawing a card: ink on warm white under a dark red rule, as the portal itself looks."""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from plugins.cards.card import HEIGHT, WIDTH, Card
from plugins.cards.lettering import REGULAR, SEMIBOLD, reach, width, write
from plugins.cards.settable import settable
from plugins.cards.wrapping import Block, set_in_lines

MARGIN = 80
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = 52, 574  # the highest stroke of the head, the base line of the foot
RULE = 4
GAP = 14  # between the lines of the head; twice as much before the rule
AIR = 30  # around the title
# The sizes, each with the most lines that it may have: what is long is set smaller.
SUPERIOR = {28: 1, 24: 1}
NAME = {42: 1, 38: 1, 34: 2}
FOOT = {30: 1, 27: 1}
TITLE = {80: 2, 70: 3, 60: 4, 52: 4, 46: 5, 42: 5}

# The tokens of the same names in theme/styles/10-tokens.css.
PAPER, INK, ACCENT = (0xFD, 0xFB, 0xF6), (0x1E, 0x1A, 0x15), (0x8B, 0x13, 0x13)
# Four colours are 2 bits a pixel: with 16 a card is half as large again, and shown at half its size it looks the same.
EDGE = tuple((paper + ink) // 2 for paper, ink in zip(PAPER, INK, strict=True))
PALETTE = [*PAPER, *EDGE, *INK, *ACCENT]
NEAREST = [round(grey * 2 / 255) for grey in range(256)]
RED = 3


def drawn(card: Card) -> bytes:
    """Return a card as PNG.

    Run lengths alone pack large letters on an empty ground as well as the search for repetitions, in a third of the
    time; and they are the same whatever a processor's zlib takes for quick.
    """
    sheet, rule = _headed(card.superior, card.name)
    image = sheet.copy()
    draw = ImageDraw.Draw(image)
    top, bottom = rule + RULE + AIR, _foot(draw, card) - AIR
    title = settable(card.title, SEMIBOLD) or settable(card.name, SEMIBOLD)
    block = set_in_lines(title, SEMIBOLD, TITLE, ROOM, bottom - top)
    _write(draw, block, top + (bottom - top - block.height) // 2)
    image = image.point(NEAREST)
    image.paste(RED, (MARGIN, rule, WIDTH - MARGIN, rule + RULE))
    image.putpalette(PALETTE)
    out = BytesIO()
    image.save(out, "PNG", compress_type=zlib.Z_RLE)
    return out.getvalue()


@lru_cache(maxsize=8)
def _headed(superior: str, name: str) -> tuple[Image.Image, int]:
    """Return a sheet that says who publishes, and how far down the rule belongs: the same for all cards of a portal."""
    sheet, top = Image.new("L", (WIDTH, HEIGHT)), TOP
    draw = ImageDraw.Draw(sheet)
    for text, weight, sizes in ((superior, REGULAR, SUPERIOR), (name, SEMIBOLD, NAME)):
        if said := settable(text, weight):
            block = set_in_lines(said, weight, sizes, ROOM, HEIGHT)
            _write(draw, block, top)
            top += block.height + GAP
    return sheet, top + GAP


def _foot(draw: ImageDraw.ImageDraw, card: Card) -> int:
    """Write department and date; returns where their highest stroke is."""
    said, date = settable(card.department, REGULAR), f" · {card.date}"
    if not card.date:
        return BOTTOM
    block = set_in_lines(said, REGULAR, FOOT, ROOM - width(date, REGULAR, max(FOOT)), HEIGHT)
    foot = f"{block.lines[0]}{date}"
    write(draw, foot, REGULAR, block.size, (MARGIN, BOTTOM))
    return BOTTOM - reach(foot, REGULAR, block.size)[0]


def _write(draw: ImageDraw.ImageDraw, block: Block, top: int) -> None:
    """Write a block whose highest stroke is at `top`."""
    for number, line in enumerate(block.lines):
        write(draw, line, block.weight, block.size, (MARGIN, top + block.above + number * block.step))
