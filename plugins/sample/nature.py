"""Sky, hills, fields, roads and water."""

from __future__ import annotations

import math
from itertools import pairwise

from plugins.sample.canvas import Canvas, Point
from plugins.sample.colours import STRAW, WATER, Colour, colour, mix

FAR, NEAR = 0.78, 0.12  # distance of the farthest and the nearest hills
CLOUD = colour("fffaf0")


def sky(canvas: Canvas, horizon: float, *, sun: bool = True) -> None:
    """Draw the sky down to the horizon, with the sun and a few clouds."""
    light = canvas.light
    canvas.gradient(
        0, horizon + 1, [light.top, mix(light.top, light.middle, 0.6), light.middle, light.horizon]
    )
    if sun:
        x = canvas.width * canvas.chance.choice((0.2, 0.3, 0.68, 0.8))
        y = light.sun_height * horizon * 1.5
        canvas.glow(x, y, 42, light.sun, 0.55)
        canvas.ellipse(x, y, 4.2, light.sun)
    for _ in range(canvas.chance.randrange(2, 5) if sun else 9):
        x, y = canvas.chance.uniform(0, canvas.width), canvas.chance.uniform(0.12, 0.6) * horizon
        cloud(canvas, x, y, canvas.chance.uniform(5, 10) if sun else 17, bright=sun)


def cloud(canvas: Canvas, x: float, y: float, size: float, *, bright: bool = True) -> None:
    """Draw a flat cloud of three overlapping bars."""
    shade = (
        mix(CLOUD, canvas.light.middle, 0.35) if bright else mix(canvas.light.top, canvas.light.shade, 0.25)
    )
    for left, top, width in ((-1.0, 0.0, 2.1), (-0.55, -0.2, 1.2), (-1.5, 0.2, 1.9)):
        canvas.box(
            x + left * size,
            y + top * size,
            width * size,
            0.3 * size,
            shade,
            opacity=0.75,
            round_by=0.15 * size,
        )


def hills(canvas: Canvas, horizon: float, layers: int = 4, height: float = 22) -> None:
    """Draw layers of hills that stand on the horizon, the farther the paler."""
    for number in range(layers):
        share = number / max(1, layers - 1)
        distance = FAR + (NEAR + 0.2 - FAR) * share
        outline = canvas.ridge(
            horizon - (1 - share) * height * 0.42, height * (0.9 - 0.45 * share), 0.8 + 0.7 * share
        )
        tone = canvas.toned(mix(canvas.light.leaf, canvas.light.shade, 0.15 * share), distance)
        low = mix(tone, canvas.light.horizon, 0.34)
        top = min(y for _, y in outline)
        canvas.gradient(
            top,
            horizon + 6,
            [tone, tone, low],
            outline=[*outline, (canvas.width + 1, horizon + 6), (-1, horizon + 6)],
        )
    canvas.mist(horizon - 12, horizon + 1, canvas.light.horizon, 0.38)


def ground(canvas: Canvas, top: float, tone: Colour, *, bottom: float = 100) -> None:
    """Fill the ground from the horizon to the lower edge, darker near the onlooker."""
    near = canvas.toned(mix(tone, canvas.light.shade, 0.22))
    canvas.gradient(top, bottom, [canvas.toned(tone, 0.45), canvas.toned(tone, 0.12), near])


def rice_fields(canvas: Canvas, horizon: float, vanishing: float) -> None:
    """Draw fields in perspective: strips between banks, of many greens and golds, with rows of plants."""
    light, chance = canvas.light, canvas.chance
    ground(canvas, horizon, light.field)
    depths = [0.0]
    while depths[-1] < 1:
        depths.append(depths[-1] + 0.05 + depths[-1] * 0.42)
    ripe = chance.random()
    for far, near in pairwise(depths):
        top, bottom = horizon + (100 - horizon) * far, horizon + (100 - horizon) * min(near, 1.0)
        edges = sorted(chance.uniform(-1.4, 2.4) for _ in range(6))
        for left, right in zip([-4.0, *edges], [*edges, 5.0], strict=True):
            tone = mix(
                light.field,
                chance.choice((light.leaf, STRAW, WATER, STRAW, light.leaf)),
                chance.uniform(0.08, 0.2 + 0.5 * ripe),
            )

            def at(across: float, y: float) -> Point:
                spread = 0.35 + 1.2 * (y - horizon) / (100 - horizon)
                return vanishing + (across - 0.5) * canvas.width * spread, y

            corners = [at(left, top), at(right, top), at(right, bottom), at(left, bottom)]
            canvas.polygon(corners, canvas.toned(tone, 0.42 * (1 - far) ** 3))
            bank = canvas.toned(mix(light.leaf, light.shade, 0.25), 0.4 * (1 - far))
            canvas.line([at(left, top), at(left, bottom)], bank, 0.25 + 0.9 * far)
            for row in range(1, 4):
                y = top + (bottom - top) * row / 4
                canvas.line(
                    [at(left, y), at(right, y)],
                    canvas.toned(mix(tone, light.leaf, 0.45)),
                    0.12 + 0.5 * far,
                    0.5,
                )
        bank = canvas.toned(mix(light.leaf, light.shade, 0.2), 0.4 * (1 - far))
        canvas.line([(-2, bottom), (canvas.width + 2, bottom)], bank, 0.3 + 0.9 * far)


def road(canvas: Canvas, horizon: float, vanishing: float, foot: float, width: float, tone: Colour) -> None:
    """Draw a road that winds from the lower edge to a point on the horizon."""
    left, right, sway = [], [], canvas.chance.uniform(4, 11) * canvas.chance.choice((-1, 1))
    for step in range(41):
        share = (step / 40) ** 1.7
        y = horizon + (100 - horizon) * share
        centre = vanishing + (foot - vanishing) * share + sway * math.sin(3.1 * step / 40) * share**0.5
        half = 0.25 + width / 2 * share
        left.append((centre - half, y))
        right.append((centre + half, y))
    grass = canvas.toned(mix(canvas.light.leaf, canvas.light.field, 0.4), 0.1)
    canvas.polygon(
        [(x - 0.12 * (y - horizon) ** 0.8, y) for x, y in left]
        + [(x + 0.12 * (y - horizon) ** 0.8, y) for x, y in reversed(right)],
        grass,
    )
    canvas.polygon([*left, *reversed(right)], canvas.toned(tone, 0.08))


def river(canvas: Canvas, top: float, vanishing: float, foot: float, width: float) -> None:
    """Draw a river that comes from the horizon towards the onlooker, with streaks of light."""
    left, right = [], []
    for step in range(61):
        share = (step / 60) ** 1.5
        y = top + (100 - top) * share
        centre = vanishing + (foot - vanishing) * share + 9 * math.sin(5 * step / 60 + 0.6) * share**0.6
        half = 1.2 + width / 2 * share
        left.append((centre - half, y))
        right.append((centre + half, y))
    water = canvas.toned(WATER, 0.15)
    bank = canvas.toned(mix(canvas.light.earth, canvas.light.field, 0.5), 0.1)
    canvas.polygon(
        [(x - 0.6 - 0.03 * (y - top), y) for x, y in left]
        + [(x + 0.6 + 0.03 * (y - top), y) for x, y in reversed(right)],
        bank,
    )
    outline = [*left, *reversed(right)]
    canvas.gradient(
        top,
        100,
        [mix(water, canvas.light.horizon, 0.65), water, mix(water, canvas.light.shade, 0.3)],
        outline=outline,
    )
    ripples(canvas, left, right)


def ripples(canvas: Canvas, left: list[Point], right: list[Point]) -> None:
    """Draw short bright lines on water between two banks."""
    for (start, y), (end, _) in list(zip(left, right, strict=True))[8:]:
        for _ in range(2):
            x = canvas.chance.uniform(start, end)
            length = min(canvas.chance.uniform(0.05, 0.2) * (end - start), end - x)
            canvas.line([(x, y), (x + length, y)], canvas.light.horizon, 0.1 + 0.004 * y, 0.35)
