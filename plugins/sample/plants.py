"""Trees and grass."""

from __future__ import annotations

import math

from plugins.sample.canvas import Canvas
from plugins.sample.colours import WOOD, mix


def tree(canvas: Canvas, x: float, foot: float, size: float, distance: float = 0.0) -> None:
    """Draw a tree with a round crown, lit from above."""
    chance, light = canvas.chance, canvas.light
    leaf = mix(light.leaf, chance.choice((light.field, light.shade, light.leaf)), chance.uniform(0.05, 0.3))
    dark, lit = (
        canvas.toned(mix(leaf, light.shade, 0.32), distance),
        canvas.toned(mix(leaf, light.sun, 0.14), distance),
    )
    canvas.ellipse(x, foot, size * 0.42, light.shade, tall=size * 0.06, opacity=0.22)
    trunk = canvas.toned(mix(WOOD, light.shade, 0.2), distance)
    canvas.polygon(
        [
            (x - size * 0.05, foot),
            (x + size * 0.05, foot),
            (x + size * 0.025, foot - size * 0.6),
            (x - size * 0.025, foot - size * 0.6),
        ],
        trunk,
    )
    crown = [(0, 0.68, 0.3), (-0.22, 0.55, 0.22), (0.22, 0.56, 0.22), (-0.1, 0.86, 0.2), (0.13, 0.84, 0.19)]
    for part, (tone, shift) in enumerate(((dark, 0.0), (canvas.toned(leaf, distance), 0.04), (lit, 0.1))):
        for across, up, radius in crown:
            reach = radius * size * (1 - 0.22 * part)
            canvas.ellipse(
                x + (across - 0.35 * shift) * size,
                foot - (up + shift * 0.6) * size,
                reach,
                tone,
                tall=reach * 0.86,
            )


def palm(canvas: Canvas, x: float, foot: float, size: float, distance: float = 0.0) -> None:
    """Draw a tall palm with drooping leaves."""
    light, lean = canvas.light, canvas.chance.uniform(-0.1, 0.1) * size
    top = foot - size * 0.8
    trunk = canvas.toned(mix(WOOD, light.shade, 0.1), distance)
    bend = x + lean * 0.3, foot - size * 0.42
    canvas.polygon(
        [
            (x - size * 0.035, foot),
            (x + size * 0.035, foot),
            (bend[0] + size * 0.024, bend[1]),
            (x + lean + size * 0.017, top),
            (x + lean - size * 0.017, top),
            (bend[0] - size * 0.024, bend[1]),
        ],
        trunk,
    )
    for number in (0, 10, 1, 9, 2, 8, 3, 7, 4, 6, 5):  # from the sides to the middle, which is nearest
        turn = math.pi * (1.14 * number / 10 - 0.07)
        across, up = math.cos(turn) * size * 0.36, math.sin(turn) * size * 0.2
        spine = [
            (x + lean + across * share, top - up * share * (2 - share) + size * 0.19 * share**2.4)
            for share in (0, 0.25, 0.5, 0.75, 1)
        ]
        below = [
            (left, y + size * 0.062 * thick)
            for (left, y), thick in zip(spine, (0.3, 1, 1.1, 0.8, 0), strict=True)
        ]
        tone = mix(light.leaf, light.shade if number % 2 else light.field, 0.22)
        canvas.polygon([*spine, *reversed(below)], canvas.toned(tone, distance))


def grove(
    canvas: Canvas, foot: float, size: float, distance: float, *, gap: float = 0.55, palms: float = 0.15
) -> None:
    """Draw a row of trees along the whole width."""
    x = -size
    while x < canvas.width + size:
        kind = palm if canvas.chance.random() < palms else tree
        kind(
            canvas,
            x,
            foot + canvas.chance.uniform(-0.3, 0.3),
            size * canvas.chance.uniform(0.7, 1.15),
            distance,
        )
        x += size * canvas.chance.uniform(0.6, 1.4) * gap


def grass(canvas: Canvas, top: float, amount: int = 60) -> None:
    """Scatter tufts of grass in the foreground."""
    for _ in range(amount):
        x, y = canvas.chance.uniform(0, canvas.width), canvas.chance.uniform(top, 100)
        size = 0.6 + 1.6 * (y - top) / max(1, 100 - top)
        tone = canvas.toned(mix(canvas.light.leaf, canvas.light.field, canvas.chance.random()))
        for lean in (-0.5, 0, 0.5):
            canvas.polygon(
                [(x - 0.14 * size, y), (x + 0.14 * size, y), (x + lean * size, y - size * 1.2)], tone, 0.8
            )
