"""People: figures without faces."""

from __future__ import annotations

from plugins.sample.canvas import Canvas
from plugins.sample.colours import CLOTHES, FRAME, SKIN, STRAW, WOOD, colour, mix

HAIR = colour("3a312d")


def person(
    canvas: Canvas, x: float, foot: float, height: float, *, hat: bool | None = None, pupil: bool = False
) -> None:
    """Draw a standing figure without a face; some wear a conical hat."""
    chance, shade = canvas.chance, canvas.light.shade
    cloth = canvas.toned(mix(FRAME, shade, chance.uniform(0, 0.06)) if pupil else chance.choice(CLOTHES))
    legs = canvas.toned(mix(CLOTHES[7] if pupil else chance.choice((HAIR, CLOTHES[7], WOOD)), shade, 0.3))
    skin = canvas.toned(mix(SKIN, HAIR, chance.uniform(0, 0.15)))
    canvas.ellipse(x + 0.06 * height, foot, 0.24 * height, shade, tall=0.045 * height, opacity=0.28)
    for side in (-1, 1):
        canvas.box(
            x + side * 0.065 * height - 0.05 * height,
            foot - 0.42 * height,
            0.1 * height,
            0.42 * height,
            legs,
            round_by=0.03 * height,
        )
    shoulder = foot - 0.8 * height
    canvas.box(x - 0.135 * height, shoulder, 0.27 * height, 0.44 * height, cloth, round_by=0.11 * height)
    swing = chance.uniform(0.0, 0.06) * height
    for side in (-1, 1):
        arm = [
            (x + side * 0.115 * height, shoulder + 0.08 * height),
            (x + side * (0.155 * height + swing), foot - 0.45 * height),
        ]
        canvas.line(arm, mix(cloth, shade, 0.14), 0.075 * height)
        canvas.ellipse(arm[1][0], arm[1][1], 0.04 * height, skin)
    head = shoulder - 0.09 * height
    canvas.ellipse(x, head, 0.095 * height, skin, tall=0.105 * height)
    wears = (chance.random() < 0.35 if hat is None else hat) and not pupil
    if wears:
        canvas.polygon(
            [
                (x - 0.23 * height, head - 0.02 * height),
                (x, head - 0.19 * height),
                (x + 0.23 * height, head - 0.02 * height),
            ],
            canvas.toned(STRAW),
        )
        canvas.polygon(
            [
                (x, head - 0.19 * height),
                (x + 0.23 * height, head - 0.02 * height),
                (x + 0.05 * height, head - 0.02 * height),
            ],
            canvas.toned(mix(STRAW, WOOD, 0.25)),
        )
    else:
        canvas.ellipse(x, head - 0.04 * height, 0.1 * height, canvas.toned(HAIR), tall=0.07 * height)


def crowd(
    canvas: Canvas,
    left: float,
    right: float,
    foot: float,
    height: float,
    count: int,
    *,
    pupils: bool = False,
) -> None:
    """Draw people side by side; pupils stand in a row."""
    for number in range(count):
        aside = canvas.chance.uniform(0.44, 0.56) if pupils else canvas.chance.uniform(0.2, 0.8)
        x = left + (right - left) * (number + aside) / count
        person(
            canvas,
            x,
            foot + canvas.chance.uniform(-0.08, 0.08) * height,
            height * canvas.chance.uniform(0.88, 1.05),
            pupil=pupils,
        )
