"""Scenes of the village: commune hall, school, market, health station, houses, festival."""

from __future__ import annotations

import math
from itertools import pairwise

from plugins.sample.buildings import hall, house, stall
from plugins.sample.canvas import Canvas
from plugins.sample.colours import CONCRETE, FRAME, ROOF, STONE, WOOD, colour, mix
from plugins.sample.nature import ground, hills, road, sky
from plugins.sample.people import crowd, person
from plugins.sample.plants import grass, grove, palm, tree

TEAL, ORANGE, YELLOW = colour("4f8f8b"), colour("e07b3a"), colour("e3b23c")


def yard(canvas: Canvas, horizon: float, foot: float) -> None:
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
    yard(canvas, 50, 72)
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
    yard(canvas, 48, 62)
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
            pupils=True,
        )


def market(canvas: Canvas) -> None:
    """Draw a morning market: two rows of stalls, and people with baskets and hats."""
    yard(canvas, 44, 58)
    for left in range(-6, round(canvas.width) + 10, 27):
        stall(canvas, left + canvas.chance.uniform(0, 3), 66, 22)
    crowd(canvas, 0, canvas.width, 74, 17, round(canvas.width / 15))
    for left in range(-16, round(canvas.width) + 20, 58):
        stall(canvas, left + canvas.chance.uniform(0, 6), 93, 32)
    crowd(canvas, 6, canvas.width, 99, 25, round(canvas.width / 30))


def health_station(canvas: Canvas) -> None:
    """Draw the health station, a bench of waiting people and a small van."""
    yard(canvas, 50, 70)
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


def festival(canvas: Canvas) -> None:
    """Draw a meeting ground with bunting, tables and many people."""
    yard(canvas, 46, 62)
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
