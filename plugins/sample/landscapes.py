"""Scenes without buildings in front: fields, river, hills, lake, mist, orchard, rain."""

from __future__ import annotations

from plugins.sample.canvas import Canvas
from plugins.sample.colours import WATER, mix
from plugins.sample.nature import ground, hills, rice_fields, river, road, sky
from plugins.sample.people import person
from plugins.sample.plants import grass, grove, palm, tree


def rice(canvas: Canvas) -> None:
    """Rice fields below hills, and a road."""
    horizon = canvas.chance.uniform(36, 48)
    vanishing = canvas.width * canvas.chance.uniform(0.3, 0.7)
    sky(canvas, horizon)
    hills(canvas, horizon)
    rice_fields(canvas, horizon, vanishing)
    grove(canvas, horizon + 1.2, 4.6, 0.42)
    road(
        canvas,
        horizon + 1,
        vanishing,
        canvas.width * canvas.chance.uniform(0.15, 0.85),
        22,
        canvas.light.earth,
    )
    for _ in range(canvas.chance.randrange(2, 6)):
        foot = canvas.chance.uniform(horizon + 14, 84)
        person(
            canvas, canvas.width * canvas.chance.uniform(0.08, 0.92), foot, 0.17 * (foot - horizon), hat=True
        )
    side = canvas.chance.choice((0.1, 0.88))
    palm(canvas, canvas.width * side, 84, 46)
    palm(canvas, canvas.width * side + 9, 90, 38)
    grass(canvas, 86)


def wide_river(canvas: Canvas) -> None:
    """Draw a river between two banks, with boats."""
    horizon = canvas.chance.uniform(38, 46)
    sky(canvas, horizon)
    hills(canvas, horizon, 4, 20)
    ground(canvas, horizon, mix(canvas.light.field, canvas.light.leaf, 0.25))
    grove(canvas, horizon + 2, 6, 0.4)
    vanishing = canvas.width * canvas.chance.uniform(0.35, 0.65)
    river(
        canvas, horizon + 1.5, vanishing, canvas.width * canvas.chance.uniform(0.4, 0.6), canvas.width * 0.72
    )
    for _ in range(canvas.chance.randrange(2, 4)):
        boat(
            canvas,
            vanishing + canvas.chance.uniform(-0.12, 0.16) * canvas.width,
            canvas.chance.uniform(62, 88),
        )
    for x in (0.04, 0.93, 0.99):
        tree(canvas, canvas.width * x, 88 + 8 * x, 30)
    grass(canvas, 93, 30)


def boat(canvas: Canvas, x: float, y: float) -> None:
    """Draw a small wooden boat with a roof, smaller the farther up it lies."""
    size = 0.12 * (y - 40)
    hull, roof = (
        canvas.toned(mix(canvas.light.earth, canvas.light.shade, 0.45)),
        canvas.toned(canvas.light.earth),
    )
    canvas.ellipse(x, y + 0.25 * size, 1.9 * size, canvas.light.shade, tall=0.3 * size, opacity=0.25)
    canvas.polygon(
        [
            (x - 2 * size, y - 0.5 * size),
            (x + 2.1 * size, y - 0.6 * size),
            (x + 1.4 * size, y + 0.25 * size),
            (x - 1.3 * size, y + 0.25 * size),
        ],
        hull,
    )
    canvas.box(x - 0.8 * size, y - 1.3 * size, 1.5 * size, 0.9 * size, roof, round_by=0.45 * size)


def ridges(canvas: Canvas) -> None:
    """Draw many layers of hills, with trees on the nearest."""
    sky(canvas, 52)
    hills(canvas, 62, 5, 34)
    ground(canvas, 60, canvas.light.leaf)
    for number, base in enumerate((74, 86, 98)):
        tone = mix(canvas.light.leaf, canvas.light.field, 0.55 - 0.2 * number)
        outline = canvas.ridge(base, 14, 1.4)
        near = canvas.toned(tone, 0.3 - 0.13 * number)
        below = [(canvas.width + 1, 101), (-1, 101)]
        canvas.gradient(
            base - 15, 101, [near, mix(near, canvas.light.shade, 0.25)], outline=[*outline, *below]
        )
        for x, y in outline[:: 9 - 2 * number]:
            if canvas.chance.random() < 0.6:
                tree(canvas, x, y + 1, 5 + 3.5 * number, 0.3 - 0.13 * number)
    grass(canvas, 92, 40)


def lake(canvas: Canvas) -> None:
    """Draw a still lake that mirrors hills and sky, with reeds."""
    shore = canvas.chance.uniform(50, 57)
    sky(canvas, shore)
    hills(canvas, shore, 4, 26)
    grove(canvas, shore + 0.6, 6.5, 0.35, palms=0.25)
    canvas.mirror(shore + 0.6, mix(WATER, canvas.light.top, 0.4), 0.3)
    for _ in range(90):
        y = canvas.chance.uniform(shore + 2, 99)
        x = canvas.chance.uniform(-5, canvas.width)
        canvas.line(
            [(x, y), (x + canvas.chance.uniform(2, 9) * (0.4 + (y - shore) / 40), y)],
            canvas.light.horizon,
            0.1 + 0.003 * y,
            0.28,
        )
    boat(canvas, canvas.width * canvas.chance.uniform(0.3, 0.7), 70)
    for _ in range(46):
        x, y = (
            canvas.chance.choice((0.0, 0.78)) * canvas.width + canvas.chance.uniform(-4, 26),
            canvas.chance.uniform(95, 103),
        )
        tip = x + canvas.chance.uniform(-3, 3), y - canvas.chance.uniform(10, 24)
        tone = canvas.toned(mix(canvas.light.leaf, canvas.light.shade, canvas.chance.uniform(0.2, 0.7)))
        canvas.polygon([(x - 0.4, y), (x + 0.4, y), tip], tone)


def mist(canvas: Canvas) -> None:
    """Draw hills and a lake in the mist, pale enough for dark letters on all of it."""
    light = canvas.light
    shore = canvas.chance.uniform(64, 68)
    canvas.gradient(0, shore + 1, [mix(light.top, light.middle, 0.5), light.middle, light.horizon])
    hills(canvas, shore, 5, 52)
    canvas.mirror(shore + 0.6, mix(WATER, light.horizon, 0.6), 0.4)
    canvas.mist(shore - 40, shore + 1, light.horizon, 0.6)
    canvas.box(0, 0, canvas.width, 101, light.horizon, opacity=0.25)
    for _ in range(round(canvas.width / 13)):
        x, y = canvas.chance.uniform(-5, canvas.width), canvas.chance.uniform(shore + 4, 99)
        canvas.line([(x, y), (x + canvas.chance.uniform(8, 30), y)], light.horizon, 0.5, 0.4)


def orchard(canvas: Canvas) -> None:
    """Draw rows of fruit trees on a slope."""
    horizon = 36
    sky(canvas, horizon)
    hills(canvas, horizon, 3, 20)
    ground(canvas, horizon, mix(canvas.light.field, canvas.light.earth, 0.25))
    vanishing = canvas.width * canvas.chance.uniform(0.35, 0.65)
    for number in range(-9, 10):
        foot = canvas.width / 2 + number * 17
        band = [
            (vanishing + number * 1.8 - 0.4, horizon),
            (vanishing + number * 1.8 + 0.4, horizon),
            (foot + 4.2, 101),
            (foot - 4.2, 101),
        ]
        canvas.polygon(band, canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.45), 0.1), 0.75)
    for step in range(1, 10):
        share = (step / 9) ** 1.9
        y = horizon + 2 + (100 - horizon) * share
        for number in range(-9, 10):
            x = vanishing + number * 1.8 + (canvas.width / 2 + number * 17 - vanishing - number * 1.8) * share
            if -15 < x < canvas.width + 15:
                tree(canvas, x, y, 3 + 20 * share, 0.45 * (1 - share))


def rain(canvas: Canvas) -> None:
    """Draw trees bent by rain beside a flooded road."""
    horizon = 48
    sky(canvas, horizon, sun=False)
    hills(canvas, horizon, 3, 14)
    ground(canvas, horizon, mix(canvas.light.field, canvas.light.leaf, 0.3))
    grove(canvas, horizon + 3, 9, 0.45, palms=0.3)
    vanishing = canvas.width * canvas.chance.uniform(0.4, 0.6)
    road(
        canvas,
        horizon + 2,
        vanishing,
        canvas.width * canvas.chance.uniform(0.3, 0.7),
        60,
        mix(canvas.light.earth, WATER, 0.45),
    )
    for _ in range(9):
        y = canvas.chance.uniform(70, 98)
        x = canvas.width * canvas.chance.uniform(0.2, 0.8)
        canvas.ellipse(x, y, 0.14 * (y - 40), canvas.light.horizon, tall=0.022 * (y - 40), opacity=0.55)
    for share in (0.05, 0.2, 0.82, 0.95):
        kind = palm if canvas.chance.random() < 0.5 else tree
        kind(canvas, canvas.width * share, canvas.chance.uniform(82, 94), canvas.chance.uniform(34, 48))
    for _ in range(round(canvas.width * 3)):
        x, y = canvas.chance.uniform(-5, canvas.width + 10), canvas.chance.uniform(-5, 100)
        length = canvas.chance.uniform(2.5, 7)
        canvas.line([(x, y), (x - length * 0.3, y + length)], canvas.light.sun, 0.14, 0.4)
