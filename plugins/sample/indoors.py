"""Scenes indoors, and the map."""

from __future__ import annotations

import math

from plugins.sample.buildings import window
from plugins.sample.canvas import Canvas
from plugins.sample.colours import (
    CLOTHES,
    FRAME,
    GOODS,
    SPINES,
    STRAW,
    WALL,
    WALL_SHADE,
    WATER,
    WOOD,
    colour,
    mix,
)
from plugins.sample.people import HAIR, person

PAPER, BOARD = colour("f4eedd"), colour("e9eef0")


def _interior(canvas: Canvas, floor: float) -> None:
    """Draw wall and floor of an interior."""
    wall = canvas.toned(mix(WALL, FRAME, 0.45))
    canvas.gradient(
        0, floor, [mix(wall, canvas.light.sun, 0.3), wall, canvas.toned(mix(WALL, WALL_SHADE, 0.35))]
    )
    canvas.gradient(floor, 100, [canvas.toned(mix(WOOD, STRAW, 0.62)), canvas.toned(mix(WOOD, STRAW, 0.3))])
    canvas.box(-1, floor - 1.4, canvas.width + 2, 1.6, canvas.toned(WALL_SHADE))


def meeting(canvas: Canvas) -> None:
    """Draw a hall seen from the last row: people on chairs, a blank screen, a speaker at a desk."""
    _interior(canvas, 56)
    middle = canvas.width * 0.5
    for number in range(-6, 7):
        if abs(number) > 1:
            window(canvas, middle + number * 24 - 6, 16, 12, 24)
    screen = min(52.0, canvas.width * 0.42)
    canvas.box(middle - screen / 2 - 1, 10, screen + 2, 32, canvas.toned(mix(WOOD, HAIR, 0.4)), round_by=0.8)
    canvas.box(middle - screen / 2, 11, screen, 30, canvas.toned(BOARD))
    canvas.glow(middle, 26, 34, canvas.light.sun, 0.25)
    for bar in range(5):
        height = canvas.chance.uniform(5, 20)
        canvas.box(
            middle - screen * 0.34 + bar * screen * 0.15,
            37 - height,
            screen * 0.08,
            height,
            canvas.toned(CLOTHES[1 + bar % 3]),
            opacity=0.75,
        )
    person(canvas, middle + screen * 0.78, 60, 27, hat=False)
    canvas.box(middle + screen * 0.78 - 6, 47, 12, 13, canvas.toned(WOOD), round_by=0.6)
    canvas.box(middle + screen * 0.78 - 7, 46, 14, 2, canvas.toned(mix(WOOD, HAIR, 0.3)), round_by=0.5)
    for x in (-screen * 0.72, -screen * 0.84):
        canvas.ellipse(middle + x, 52, 4, canvas.toned(canvas.light.leaf), tall=5)
        canvas.ellipse(
            middle + x + 2, 50, 3, canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.5)), tall=4
        )
    canvas.box(middle - screen * 0.86, 55, screen * 0.2, 6, canvas.toned(colour("b5694a")), round_by=1)
    for row in range(5):
        size = 9 + 3.4 * row
        base, gap = 66 + 8.6 * row, size * 1.28
        start = canvas.chance.uniform(-1, 0) * gap
        for seat in range(round(canvas.width / gap) + 2):
            if canvas.chance.random() < 0.93:
                _from_behind(canvas, start + seat * gap, base, size)


def _from_behind(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a seated person from behind: chair, shoulders, hair."""
    cloth = canvas.toned(canvas.chance.choice(CLOTHES))
    canvas.box(x - size * 0.42, y - size * 0.1, size * 0.84, size * 1.2, cloth, round_by=size * 0.34)
    canvas.box(x - size * 0.09, y - size * 0.24, size * 0.18, size * 0.24, canvas.toned(colour("c2926a")))
    canvas.ellipse(
        x,
        y - size * 0.42,
        size * 0.24,
        canvas.toned(mix(HAIR, canvas.light.horizon, canvas.chance.choice((0.0, 0.0, 0.08, 0.5)))),
        tall=size * 0.28,
    )
    canvas.box(
        x - size * 0.5,
        y + size * 0.34,
        size,
        size * 0.9,
        canvas.toned(mix(WOOD, HAIR, 0.25)),
        round_by=size * 0.1,
    )


def library(canvas: Canvas) -> None:
    """Draw shelves of books along the wall, and readers at a table."""
    _interior(canvas, 74)
    shelf = mix(WOOD, STRAW, 0.25)
    bay = 34.0
    for number in range(math.ceil(canvas.width / bay) + 1):
        left = number * bay - 6
        canvas.box(left, 6, bay - 2, 68, canvas.toned(mix(shelf, HAIR, 0.45)))
        for level in range(5):
            foot = 6 + 13.2 * (level + 1)
            x = left + 1
            while x < left + bay - 6:
                wide, tall = canvas.chance.uniform(1.1, 2.4), canvas.chance.uniform(7.4, 11)
                if canvas.chance.random() < 0.06:
                    x += canvas.chance.uniform(2, 5)
                    continue
                spine = canvas.toned(canvas.chance.choice(SPINES))
                canvas.box(x, foot - tall, wide, tall, spine, round_by=0.2)
                canvas.box(x, foot - tall * 0.78, wide, tall * 0.1, mix(spine, FRAME, 0.45))
                x += wide + 0.12
            canvas.box(left, foot, bay - 2, 1.3, canvas.toned(shelf))
        for edge in (left, left + bay - 3.4):
            canvas.box(edge, 5, 1.5, 70, canvas.toned(mix(shelf, STRAW, 0.2)))
    for share in (0.22, 0.5, 0.78):
        person(canvas, canvas.width * share, 92, 30, hat=False)
    canvas.box(
        canvas.width * 0.06, 80, canvas.width * 0.88, 4.5, canvas.toned(mix(STRAW, WOOD, 0.3)), round_by=1
    )
    for leg in (0.1, 0.88):
        canvas.box(canvas.width * leg, 84, 3, 17, canvas.toned(WOOD))
    for share in (0.24, 0.52, 0.79):
        x = canvas.width * share
        for side in (-1, 1):
            canvas.polygon(
                [(x, 79.8), (x + side * 6, 78.6), (x + side * 6.6, 80.8), (x, 81.6)],
                canvas.toned(mix(PAPER, WALL_SHADE, 0.25 * (side > 0))),
            )
    for number in range(5):
        canvas.box(
            canvas.width * 0.36 - 4.5 + 0.4 * number,
            78.4 - 1.5 * number,
            9,
            1.5,
            canvas.toned(SPINES[number]),
            round_by=0.3,
        )


def plan(canvas: Canvas) -> None:
    """Draw a map of plots in several colours, with a river, roads and markers."""
    chance, across, down = canvas.chance, max(4, round(canvas.width / 17)), 6
    canvas.box(-1, -1, canvas.width + 2, 102, PAPER)
    tones = [colour(text) for text in ("dbe5b8", "f0dfae", "e8c9ae", "cfdcc8", "f3ecd2", "c3d3a8", "e9d5c4")]
    corner = {
        (column, row): (
            canvas.width * (column - 0.5) / (across - 1) + chance.uniform(-5, 5),
            100 * (row - 0.5) / (down - 1) + chance.uniform(-4, 4),
        )
        for column in range(across + 1)
        for row in range(down + 1)
    }
    for column in range(across):
        for row in range(down):
            plot = [
                corner[column, row],
                corner[column + 1, row],
                corner[column + 1, row + 1],
                corner[column, row + 1],
            ]
            canvas.polygon(plot, chance.choice(tones))
            for cut in range(chance.randrange(3)):
                share = (cut + 1) / 3
                ends = [
                    tuple(a + (b - a) * share for a, b in zip(plot[i], plot[j], strict=True))
                    for i, j in ((0, 1), (3, 2))
                ]
                canvas.line([(ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])], PAPER, 0.35)
    for column in range(1, across):
        canvas.line(
            [corner[column, row] for row in range(down + 1)],
            mix(PAPER, FRAME, 0.5),
            1.1 if column % 3 else 2.4,
        )
    for row in range(1, down):
        canvas.line(
            [corner[column, row] for column in range(across + 1)],
            mix(PAPER, FRAME, 0.5),
            1.1 if row % 3 else 2.4,
        )
    main = chance.randrange(1, across)
    canvas.line([corner[main, row] for row in range(down + 1)], colour("e2a95c"), 1.6)
    height, start = chance.uniform(55, 72), chance.uniform(0, 6)
    stream = [
        (x, height + 11 * math.sin(x / canvas.width * 5 + start) + x * 0.05)
        for x in range(-4, round(canvas.width) + 6, 2)
    ]
    canvas.line(stream, mix(WATER, PAPER, 0.35), 7)
    canvas.line(stream, WATER, 5)
    for _ in range(26):
        x, y = chance.uniform(0, canvas.width), chance.uniform(0, 46)
        canvas.ellipse(x, y, 1.3, colour("8fab72"), tall=1.2)
        canvas.ellipse(x - 0.3, y - 0.4, 0.8, colour("a7c086"))
    for number in range(4):
        x, y = canvas.width * (0.16 + 0.22 * number) + chance.uniform(-4, 4), chance.uniform(22, 84)
        canvas.ellipse(x + 0.8, y + 0.4, 2.4, colour("4b4a3f"), tall=0.9, opacity=0.3)
        canvas.polygon([(x - 2.3, y - 6), (x + 2.3, y - 6), (x, y)], GOODS[number * 2 % 8])
        canvas.ellipse(x, y - 6.6, 2.6, GOODS[number * 2 % 8])
        canvas.ellipse(x, y - 6.6, 1.1, FRAME)
