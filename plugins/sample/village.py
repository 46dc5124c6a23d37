"""Scenes of the village: commune hall, school, market, health station, houses, bridge, road works, sports field."""

from __future__ import annotations

import math
from itertools import pairwise

from plugins.sample.canvas import Canvas
from plugins.sample.colours import ASPHALT, CONCRETE, FRAME, ROOF, STONE, WATER, WOOD, colour, mix
from plugins.sample.nature import grass, ground, grove, hills, palm, ripples, road, sky, tree
from plugins.sample.things import crowd, hall, house, person, stall

TEAL, ORANGE, YELLOW = colour("4f8f8b"), colour("e07b3a"), colour("e3b23c")


def _yard(canvas: Canvas, horizon: float, foot: float) -> None:
    """Draw sky, hills, a hedge of trees and a paved yard."""
    sky(canvas, horizon)
    hills(canvas, horizon, 3, 18)
    ground(canvas, horizon, canvas.light.field)
    grove(canvas, foot - 5, 17, 0.3, palms=0.25)
    canvas.gradient(
        foot,
        100,
        [
            canvas.toned(mix(STONE, canvas.light.field, 0.25), 0.15),
            canvas.toned(STONE),
            canvas.toned(mix(STONE, canvas.light.shade, 0.18)),
        ],
    )
    middle = canvas.width / 2
    for number in range(-14, 15):
        canvas.line(
            [(middle + number * 6, foot), (middle + number * 19, 101)], canvas.toned(CONCRETE), 0.18, 0.6
        )
    for step in range(1, 7):
        y = foot + (100 - foot) * (step / 7) ** 1.7
        canvas.line([(0, y), (canvas.width, y)], canvas.toned(CONCRETE), 0.1 + 0.03 * step, 0.6)


def commune_hall(canvas: Canvas) -> None:
    """Draw the commune hall across its yard, without a flag."""
    _yard(canvas, 50, 72)
    width = min(canvas.width * 0.74, 108)
    hall(canvas, (canvas.width - width) / 2, 74, width, floors=2 if canvas.width < 220 else 1)
    for side in (0.04, 0.14, 0.86, 0.96):
        canvas.chance.choice((tree, palm))(canvas, canvas.width * side, 80 + 6 * abs(side - 0.5), 30)
    for _ in range(canvas.chance.randrange(3, 7)):
        person(canvas, canvas.width * canvas.chance.uniform(0.2, 0.8), canvas.chance.uniform(82, 95), 13)
    for side in (-1, 1):
        for number in range(4):
            x = canvas.width / 2 + side * (22 + 9 * number)
            canvas.ellipse(
                x,
                79 + number * 2.2,
                2.6 + number * 0.3,
                canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.2)),
                tall=2.2,
            )
            canvas.ellipse(
                x, 78 + number * 2.2, 1, canvas.toned(canvas.chance.choice((ORANGE, ROOF, YELLOW)))
            )


def school_yard(canvas: Canvas) -> None:
    """Draw a school with one floor, and children in rows in the yard."""
    _yard(canvas, 48, 62)
    width = canvas.width * 0.8
    hall(
        canvas,
        canvas.width * 0.1,
        63,
        width,
        floors=1 if canvas.width > 130 else 2,
        tone=colour("f0d9a0"),
        top=colour("a9543d"),
    )
    tree(canvas, canvas.width * canvas.chance.choice((0.08, 0.9)), 74, 48)
    for row in range(4):
        foot = 73 + 7.5 * row
        crowd(
            canvas,
            canvas.width * (0.2 - 0.03 * row),
            canvas.width * (0.82 + 0.03 * row),
            foot,
            8.5 + 1.7 * row,
            round(canvas.width / (11 + 1.2 * row)),
            hats=False,
        )


def market(canvas: Canvas) -> None:
    """Draw a morning market: two rows of stalls, and people with baskets and hats."""
    _yard(canvas, 44, 58)
    for left in range(-6, round(canvas.width) + 10, 27):
        stall(canvas, left + canvas.chance.uniform(0, 3), 66, 22)
    crowd(canvas, 0, canvas.width, 74, 17, round(canvas.width / 15))
    for left in range(-16, round(canvas.width) + 20, 58):
        stall(canvas, left + canvas.chance.uniform(0, 6), 93, 32)
    crowd(canvas, 6, canvas.width, 99, 25, round(canvas.width / 30))


def health_station(canvas: Canvas) -> None:
    """Draw the health station, a bench of waiting people and a small van."""
    _yard(canvas, 50, 70)
    width = min(canvas.width * 0.7, 104)
    left = (canvas.width - width) * 0.4
    hall(canvas, left, 72, width, floors=1 if canvas.width > 110 else 2, tone=colour("eef0e4"), top=TEAL)
    for number in range(5):
        x = left + width * (0.04 + 0.058 * number)
        person(canvas, x, 76, 11, hat=False)
    for side in (0.05, 0.93):
        tree(canvas, canvas.width * side, 82, 36)
    x = left + width * 0.74
    canvas.ellipse(x + 13, 84.5, 17, canvas.light.shade, tall=1.6, opacity=0.3)
    canvas.box(x, 70, 26, 12, canvas.toned(FRAME), round_by=2.4)
    canvas.box(x, 77, 26, 2, canvas.toned(TEAL))
    canvas.polygon(
        [(x + 18, 71.5), (x + 23.4, 71.5), (x + 25.2, 76), (x + 18, 76)],
        canvas.toned(mix(TEAL, canvas.light.shade, 0.5)),
    )
    for wheel in (5.5, 20.5):
        canvas.ellipse(x + wheel, 82, 3, canvas.toned(colour("3c4043")))
        canvas.ellipse(x + wheel, 82, 1.3, canvas.toned(CONCRETE))
    crowd(canvas, canvas.width * 0.2, canvas.width * 0.56, 92, 17, 3)


def hamlet(canvas: Canvas) -> None:
    """Draw houses among gardens at the foot of hills."""
    sky(canvas, 46)
    hills(canvas, 48, 4, 28)
    ground(canvas, 48, mix(canvas.light.field, canvas.light.leaf, 0.25))
    for row, (foot, size, distance) in enumerate(((54, 9, 0.42), (64, 16, 0.26), (80, 27, 0.08))):
        grove(canvas, foot - 1, size * 0.8, distance, gap=0.8, palms=0.35)
        x = canvas.chance.uniform(-0.6, 0.2) * size
        while x < canvas.width:
            house(canvas, x, foot + 2, size, distance)
            tree(canvas, x + size * 1.35, foot + 3, size * 0.62, distance)
            x += size * canvas.chance.uniform(1.7, 2.5)
        canvas.mist(foot - 6, foot + 4, canvas.light.horizon, 0.16 - 0.05 * row)
    road(
        canvas, 82, canvas.width * 0.5, canvas.width * canvas.chance.uniform(0.3, 0.7), 26, canvas.light.earth
    )
    crowd(canvas, canvas.width * 0.4, canvas.width * 0.6, 97, 14, 2)
    grass(canvas, 88, 50)


def bridge(canvas: Canvas) -> None:
    """Draw a bridge on piers across a river, mirrored in the water."""
    water, deck = canvas.chance.uniform(58, 63), canvas.chance.uniform(43, 46)
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
            (x + span * step / 20, deck + 6 + 8 * (1 - math.sin(math.pi * step / 20))) for step in range(21)
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


def festival(canvas: Canvas) -> None:
    """Draw a meeting ground with bunting, tables and many people."""
    _yard(canvas, 46, 62)
    house(canvas, canvas.width * 0.3, 66, min(46, canvas.width * 0.4))
    for line in range(3):
        y = 16 + 9 * line
        curve = [
            (canvas.width * step / 24, y + 9 * math.sin(math.pi * ((step / 24 * 2) % 1)))
            for step in range(25)
        ]
        canvas.line(curve, canvas.toned(WOOD), 0.25)
        for (left, top), (right, bottom) in pairwise(curve):
            tone = canvas.toned(canvas.chance.choice((TEAL, YELLOW, ORANGE, FRAME)))
            canvas.polygon(
                [(left, top), (left + (right - left) * 0.7, bottom), ((left + right) / 2 - 0.4, top + 5)],
                tone,
            )
    for side in (0.03, 0.97):
        canvas.box(canvas.width * side - 0.6, 12, 1.2, 66, canvas.toned(WOOD))
    for foot, size in ((74, 14), (84, 19), (97, 25)):
        crowd(canvas, 0, canvas.width, foot, size, round(canvas.width / size * 0.95))
