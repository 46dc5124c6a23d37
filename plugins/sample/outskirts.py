"""Scenes at the edge of the village: bridge, road works, sports field, power line."""

from __future__ import annotations

import math

from plugins.sample.canvas import Canvas
from plugins.sample.colours import ASPHALT, CONCRETE, FRAME, WATER, colour, mix
from plugins.sample.nature import ground, hills, rice_fields, ripples, sky
from plugins.sample.people import crowd, person
from plugins.sample.plants import grass, grove, palm

TEAL, ORANGE, YELLOW = colour("4f8f8b"), colour("e07b3a"), colour("e3b23c")


def bridge(canvas: Canvas) -> None:
    """Draw a bridge on piers across a river, mirrored in the water."""
    water, deck = canvas.chance.uniform(64, 68), canvas.chance.uniform(42, 45)
    sky(canvas, 50)
    hills(canvas, 54, 4, 26)
    grove(canvas, water - 1, 9, 0.28, palms=0.3)
    canvas.gradient(
        water - 2, water, [canvas.toned(canvas.light.leaf, 0.25), canvas.toned(canvas.light.earth, 0.2)]
    )
    concrete, shade = canvas.toned(CONCRETE), canvas.toned(mix(CONCRETE, canvas.light.shade, 0.35))
    span = canvas.width / max(2, round(canvas.width / 42))
    for pier in range(round(canvas.width / span) + 1):
        x = span * (pier + 0.5) - span * 0.5
        canvas.box(x - 2.2, deck + 4, 4.4, water - deck - 3, concrete)
        canvas.box(x + 0.8, deck + 4, 1.4, water - deck - 3, shade)
        arch = [
            (x + span * step / 20, deck + 6 + 10 * (1 - math.sin(math.pi * step / 20))) for step in range(21)
        ]
        canvas.polygon([(x, deck + 3), *arch, (x + span, deck + 3)], concrete)
    canvas.box(-1, deck, canvas.width + 2, 4.4, concrete)
    canvas.box(-1, deck + 3.4, canvas.width + 2, 1, shade)
    canvas.line([(-1, deck - 4), (canvas.width + 1, deck - 4)], canvas.toned(FRAME), 0.7)
    for post in range(round(canvas.width / 5) + 1):
        canvas.box(post * 5, deck - 4, 0.6, 4, canvas.toned(FRAME))
    for _ in range(canvas.chance.randrange(3, 6)):
        person(canvas, canvas.chance.uniform(0.05, 0.95) * canvas.width, deck + 0.2, 8)
    canvas.mirror(water, mix(WATER, canvas.light.top, 0.3), 0.42)
    lines = [(-2.0, float(y)) for y in range(round(water) + 1, 99)]
    ripples(canvas, lines, [(canvas.width + 2, y) for _, y in lines])
    bank = [*canvas.ridge(97, 6, 1.5), (canvas.width + 1, 101), (-1, 101)]
    canvas.polygon(bank, canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.4)))
    palm(canvas, canvas.width * canvas.chance.choice((0.06, 0.93)), 96, 52)
    grass(canvas, 92, 60)


def road_works(canvas: Canvas) -> None:
    """Draw a road under repair: a roller, workers, and cones in a row."""
    horizon = 44
    sky(canvas, horizon)
    hills(canvas, horizon, 3, 18)
    ground(canvas, horizon, mix(canvas.light.field, canvas.light.leaf, 0.2))
    grove(canvas, horizon + 3, 8, 0.35)
    middle = canvas.width * 0.5
    canvas.polygon(
        [(middle - 2, horizon + 2), (middle + 2, horizon + 2), (middle + 76, 101), (middle - 76, 101)],
        canvas.toned(canvas.light.earth, 0.1),
    )
    canvas.polygon(
        [(middle - 1.6, horizon + 2), (middle + 0.2, horizon + 2), (middle + 14, 101), (middle - 66, 101)],
        canvas.toned(ASPHALT),
    )
    left = canvas.width * 0.34
    canvas.ellipse(left + 14, 84, 26, canvas.light.shade, tall=2.6, opacity=0.35)
    canvas.box(left - 2, 60, 32, 13, canvas.toned(YELLOW), round_by=2)
    canvas.box(left - 2, 68, 32, 5, canvas.toned(mix(YELLOW, canvas.light.shade, 0.3)), round_by=1)
    canvas.box(left + 9, 45, 15, 16, canvas.toned(mix(YELLOW, FRAME, 0.1)), round_by=1)
    canvas.box(left + 11, 48, 11, 9, canvas.toned(TEAL))
    canvas.box(left + 7, 43.5, 19, 2.4, canvas.toned(mix(YELLOW, canvas.light.shade, 0.2)), round_by=1)
    for x, radius in ((left - 1, 10.5), (left + 27, 9)):
        canvas.ellipse(x, 84 - radius, radius, canvas.toned(colour("4a4d50")))
        canvas.ellipse(x, 84 - radius, radius * 0.78, canvas.toned(colour("8d9194")))
        canvas.ellipse(x, 84 - radius, radius * 0.25, canvas.toned(YELLOW))
    for number in range(7):
        share = (number / 6) ** 1.6
        x, foot, size = middle + 4 + 40 * share, horizon + 8 + 48 * share, 2 + 11 * share
        canvas.ellipse(x, foot, size * 0.4, canvas.light.shade, tall=size * 0.07, opacity=0.3)
        canvas.polygon(
            [
                (x - size * 0.3, foot),
                (x + size * 0.3, foot),
                (x + size * 0.07, foot - size),
                (x - size * 0.07, foot - size),
            ],
            canvas.toned(ORANGE),
        )
        canvas.polygon(
            [
                (x - size * 0.2, foot - size * 0.34),
                (x + size * 0.2, foot - size * 0.34),
                (x + size * 0.14, foot - size * 0.56),
                (x - size * 0.14, foot - size * 0.56),
            ],
            canvas.toned(FRAME),
        )
    for x, foot, size in ((0.12, 86, 22), (0.2, 90, 23), (0.8, 93, 24), (0.69, 76, 16)):
        person(canvas, canvas.width * x, foot, size, hat=canvas.chance.random() < 0.6)
    grass(canvas, 94, 20)


def sports_field(canvas: Canvas) -> None:
    """Draw a field with white lines, a goal, spectators and players."""
    sky(canvas, 40)
    hills(canvas, 42, 3, 20)
    ground(canvas, 42, canvas.light.field)
    grove(canvas, 47, 13, 0.28)
    crowd(canvas, 0, canvas.width, 53, 6.5, round(canvas.width / 4.5))
    for step in range(10):
        top, bottom = 54 + 46 * (step / 10) ** 1.5, 54 + 46 * ((step + 1) / 10) ** 1.5
        canvas.box(
            -1,
            top,
            canvas.width + 2,
            bottom - top + 0.2,
            canvas.toned(
                mix(canvas.light.leaf, canvas.light.field, 0.4 if step % 2 else 0.6), 0.12 - step * 0.01
            ),
        )
    white = canvas.toned(FRAME)
    canvas.line([(-1, 57), (canvas.width + 1, 57)], white, 0.4)
    middle = canvas.width / 2
    canvas.line([(middle, 57), (middle + 4, 101)], white, 0.7)
    for grow in (0.0, 1.0):
        tone = white if not grow else canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.5), 0.05)
        canvas.ellipse(middle + 2, 76, 22 - grow, tone, tall=7.5 - grow * 0.6)
    x = canvas.width * 0.78
    canvas.line([(x, 70), (x, 57), (x + 19, 60), (x + 19, 75)], white, 0.8)
    for number in range(9):
        canvas.line(
            [(x + 19 * number / 8, 57 + 3 * number / 8), (x + 3 + 19 * number / 8, 69 + 4 * number / 8)],
            white,
            0.12,
            0.6,
        )
        canvas.line(
            [(x + 0.3 * number, 57 + 1.5 * number), (x + 19 + 0.3 * number, 60 + 1.6 * number)],
            white,
            0.12,
            0.6,
        )
    for _ in range(9):
        foot = canvas.chance.uniform(66, 97)
        person(canvas, canvas.width * canvas.chance.uniform(0.06, 0.94), foot, 0.24 * (foot - 12), hat=False)
    canvas.ellipse(middle - 12, 88, 1.3, white)
    canvas.ellipse(middle - 12, 89.2, 1.3, canvas.light.shade, tall=0.3, opacity=0.3)


def power_lines(canvas: Canvas) -> None:
    """Draw a power line across rice fields."""
    horizon = canvas.chance.uniform(44, 52)
    vanishing = canvas.width * canvas.chance.choice((0.22, 0.76))
    sky(canvas, horizon)
    hills(canvas, horizon, 3, 16)
    rice_fields(canvas, horizon, vanishing)
    grove(canvas, horizon + 1.2, 4, 0.42)
    foot = canvas.width - vanishing
    before: list[tuple[float, float]] = []
    tone = canvas.toned(mix(canvas.light.shade, canvas.light.horizon, 0.18))
    for step in range(7):
        share = (step / 6) ** 2.3
        x, y, size = vanishing + (foot - vanishing) * share, horizon + 2 + 46 * share, 5 + 78 * share
        canvas.line([(x, y), (x, y - size)], tone, 0.15 + 1.3 * share)
        arms = [(x + side * size * 0.13, y - size * high) for high in (0.86, 0.96) for side in (-1, 1)]
        for left, right in ((arms[0], arms[1]), (arms[2], arms[3])):
            canvas.line([left, right], tone, 0.12 + 0.8 * share)
        for start, end in zip(before, arms, strict=False):
            middle = (
                (start[0] + end[0]) / 2,
                max(start[1], end[1]) - 0.35 * abs(start[1] - end[1]) + 1.5 * share,
            )
            curve = [
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t * t * end[1],
                )
                for t in (i / 12 for i in range(13))
            ]
            canvas.line(curve, tone, 0.1 + 0.25 * share, 0.85)
        before = arms
    grass(canvas, 90, 40)
