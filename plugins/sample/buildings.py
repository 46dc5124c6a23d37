"""Buildings and market stalls."""

from __future__ import annotations

from plugins.sample.canvas import Canvas
from plugins.sample.colours import (
    CLOTHES,
    FRAME,
    GLASS,
    GOODS,
    ROOF,
    ROOF_SHADE,
    STONE,
    STRAW,
    WALL,
    WALL_SHADE,
    WOOD,
    Colour,
    colour,
    mix,
)
from plugins.sample.people import person


def window(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """Draw a window with a frame, a bar and a reflection."""
    glass = canvas.toned(mix(GLASS, canvas.light.top, 0.3))
    canvas.box(x - 0.12 * width, y - 0.08 * height, 1.24 * width, 1.16 * height, canvas.toned(FRAME))
    canvas.box(x, y, width, height, glass)
    canvas.polygon(
        [(x, y + height), (x, y + 0.4 * height), (x + 0.7 * width, y), (x + width, y)],
        canvas.toned(FRAME),
        0.22,
    )
    canvas.box(x + 0.45 * width, y, 0.1 * width, height, canvas.toned(FRAME))


def roof(canvas: Canvas, x: float, y: float, width: float, height: float, tone: Colour = ROOF) -> None:
    """Draw a hipped roof whose eaves are at y, with courses of tiles."""
    eaves = 0.05 * width
    base = canvas.toned(tone)
    canvas.polygon(
        [
            (x - eaves, y),
            (x + width + eaves, y),
            (x + width * 0.86, y - height),
            (x + width * 0.14, y - height),
        ],
        base,
    )
    canvas.polygon(
        [(x + width + eaves, y), (x + width * 0.86, y - height), (x + width * 0.7, y)],
        canvas.toned(mix(tone, canvas.light.shade, 0.3)),
        0.7,
    )
    for course in range(1, 5):
        share = course / 5
        at = y - height * share
        inset = (0.14 * width + eaves) * share - eaves
        canvas.line(
            [(x + inset, at), (x + width - inset, at)],
            canvas.toned(mix(tone, canvas.light.shade, 0.25)),
            0.03 * height,
            0.6,
        )
    canvas.box(
        x - eaves,
        y - 0.04 * height,
        width + 2 * eaves,
        0.12 * height,
        canvas.toned(mix(tone, canvas.light.shade, 0.3)),
    )


def hall(
    canvas: Canvas,
    x: float,
    foot: float,
    width: float,
    *,
    floors: int = 2,
    tone: Colour = WALL,
    top: Colour = ROOF,
) -> None:
    """Draw a public building: floors of windows, a porch on columns in the middle, steps and a roof."""
    storey = width * 0.16
    height = storey * floors
    wall, shade = canvas.toned(tone), canvas.toned(mix(tone, WALL_SHADE, 0.75))
    canvas.box(x + 0.02 * width, foot - 0.3, width, 0.9, canvas.light.shade, opacity=0.25)
    canvas.gradient(
        foot - height,
        foot,
        [mix(wall, canvas.light.sun, 0.2), wall, shade],
        outline=[(x, foot - height), (x + width, foot - height), (x + width, foot), (x, foot)],
    )
    roof(canvas, x, foot - height, width, storey * 0.62, top)
    bays = 9
    for floor in range(floors):
        y = foot - storey * (floor + 0.76)
        for bay in range(bays):
            if floor or abs(bay - bays // 2) > 1:
                window(canvas, x + width * (bay + 0.3) / bays, y, width * 0.4 / bays, storey * 0.5)
        canvas.box(x, foot - storey * floor - 0.06 * storey, width, 0.06 * storey, canvas.toned(FRAME))
    porch = width * 0.32
    left = x + (width - porch) / 2
    canvas.box(
        left + 0.06 * porch,
        foot - storey * 0.86,
        porch * 0.88,
        storey * 0.86,
        canvas.toned(mix(WALL_SHADE, canvas.light.shade, 0.35)),
    )
    canvas.box(
        left + 0.38 * porch,
        foot - storey * 0.68,
        porch * 0.24,
        storey * 0.68,
        canvas.toned(mix(WOOD, GLASS, 0.25)),
    )
    for column in range(4):
        canvas.box(
            left + porch * (0.02 + 0.31 * column),
            foot - storey * 0.9,
            porch * 0.055,
            storey * 0.9,
            canvas.toned(FRAME),
        )
    canvas.box(left - 0.03 * porch, foot - storey * 1.02, porch * 1.06, storey * 0.15, canvas.toned(FRAME))
    canvas.polygon(
        [
            (left - 0.03 * porch, foot - storey * 1.02),
            (left + porch * 1.03, foot - storey * 1.02),
            (left + porch / 2, foot - storey * 1.32),
        ],
        canvas.toned(mix(FRAME, tone, 0.5)),
    )
    for step in range(3):
        canvas.box(
            left - porch * 0.05 * step,
            foot - 0.02 * storey + 0.07 * storey * step,
            porch * (1 + 0.1 * step),
            0.07 * storey,
            canvas.toned(mix(STONE, canvas.light.shade, 0.1 * step)),
        )


def house(canvas: Canvas, x: float, foot: float, width: float, distance: float = 0.0) -> None:
    """Draw a village house with one floor and a veranda."""
    wall_colour = mix(
        canvas.chance.choice((WALL, FRAME, colour("dfe5d3"), colour("e9cfae"))), WALL_SHADE, 0.1
    )
    tiles = mix(canvas.chance.choice((ROOF, ROOF_SHADE, colour("a8744f"), colour("7d8c8f"))), ROOF, 0.2)
    height = width * 0.36
    canvas.box(x, foot - height, width, height, canvas.toned(wall_colour, distance))
    canvas.box(
        x,
        foot - height,
        width,
        height * 0.22,
        canvas.toned(mix(wall_colour, canvas.light.shade, 0.3), distance),
    )
    for share, wide, high in ((0.12, 0.18, 0.42), (0.42, 0.16, 0.68), (0.7, 0.18, 0.42)):
        canvas.box(
            x + share * width,
            foot - height * 0.12 - high * height + (0.12 * height if wide == 0.16 else 0),
            wide * width,
            high * height,
            canvas.toned(mix(GLASS, WOOD, 0.75 if wide == 0.16 else 0.1), distance),
        )
    eaves = width * 0.1
    canvas.polygon(
        [
            (x - eaves, foot - height),
            (x + width + eaves, foot - height),
            (x + width * 0.82, foot - height * 1.75),
            (x + width * 0.18, foot - height * 1.75),
        ],
        canvas.toned(tiles, distance),
    )
    canvas.polygon(
        [
            (x + width + eaves, foot - height),
            (x + width * 0.82, foot - height * 1.75),
            (x + width * 0.68, foot - height),
        ],
        canvas.toned(mix(tiles, canvas.light.shade, 0.3), distance),
    )


def stall(canvas: Canvas, x: float, foot: float, width: float) -> None:
    """Draw a market stall: a striped awning, a table, and goods in heaps."""
    chance = canvas.chance
    height, cloth = width * 0.95, canvas.toned(chance.choice(CLOTHES[:4] + CLOTHES[5:6]))
    inside = canvas.toned(mix(WALL_SHADE, canvas.light.shade, 0.35))
    canvas.box(x + 0.05 * width, foot - height * 0.8, 0.9 * width, height * 0.8, inside)
    person(canvas, x + width * chance.uniform(0.35, 0.65), foot - 0.1 * width, width * 0.72)
    table = foot - height * 0.34
    canvas.box(x, table, width, height * 0.34, canvas.toned(mix(WOOD, STRAW, 0.3)), round_by=0.01 * width)
    canvas.box(
        x, table + height * 0.06, width, height * 0.02, canvas.toned(mix(WOOD, canvas.light.shade, 0.3))
    )
    for heap in range(4):
        tone = canvas.toned(chance.choice(GOODS))
        middle = x + width * (0.14 + 0.24 * heap)
        for across, up in ((-0.07, 0), (0, 0), (0.07, 0), (-0.035, 0.05), (0.035, 0.05), (0, 0.1)):
            canvas.ellipse(
                middle + across * width,
                table - 0.03 * width - up * width,
                0.045 * width,
                mix(tone, canvas.light.sun, up * 2),
            )
    for post in (0.02, 0.95):
        canvas.box(x + post * width, foot - height, 0.03 * width, height, canvas.toned(WOOD))
    stripes = 8
    for stripe in range(stripes):
        left, right = stripe / stripes, (stripe + 1) / stripes
        tone = cloth if stripe % 2 else canvas.toned(FRAME)
        canvas.polygon(
            [
                (x + width * (0.06 + 0.88 * left), foot - height * 1.16),
                (x + width * (0.06 + 0.88 * right), foot - height * 1.16),
                (x + width * (right * 1.12 - 0.06), foot - height * 0.88),
                (x + width * (left * 1.12 - 0.06), foot - height * 0.88),
            ],
            tone,
        )
        canvas.ellipse(
            x + width * ((left + right) * 0.56 - 0.06),
            foot - height * 0.88,
            0.07 * width,
            mix(tone, canvas.light.shade, 0.08),
            tall=0.045 * width,
        )
