"""Colours of the drawn pictures: a palette for each hour of the day, and mixtures."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Light:
    """The colours of one hour: the sky from top to horizon, the haze over what is far, the sun, and what it tints."""

    top: Colour
    middle: Colour
    horizon: Colour
    sun: Colour
    leaf: Colour
    field: Colour
    earth: Colour
    shade: Colour
    tint: Colour  # mixed into everything
    strength: float  # how much of the tint
    sun_height: float  # of the picture's height


def colour(text: str) -> Colour:
    """Return the colour of six hexadecimal digits."""
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with a share (0 to 1) of `other`."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _light(colours: str, strength: float, sun_height: float) -> Light:
    top, middle, horizon, sun, leaf, field, earth, shade, tint = _colours(colours)
    return Light(top, middle, horizon, sun, leaf, field, earth, shade, tint, strength, sun_height)


def _colours(text: str) -> tuple[Colour, ...]:
    return tuple(map(colour, text.split()))


HOURS = {
    "dawn": _light("7fa3bd f2cfae fbe3c2 fff3d8 4f7d63 93ac6a b98d66 2f4a52 f3b98a", 0.13, 0.46),
    "morning": _light("8fc1d8 cfe6e6 f6efd9 fffbe6 4b8a5c 9dbd5f bb9267 2b4f4c f6e3b4", 0.07, 0.24),
    "noon": _light("6fb3d6 b9def0 eaf5ee ffffff 3f8457 8dbb5c c29a6c 24504b e6f3ec", 0.03, 0.12),
    "afternoon": _light("88b4cc f0dab0 fae4b8 fff1c4 558454 a9b85a bf8a56 364b43 f2bd70", 0.10, 0.30),
    "dusk": _light("5b7598 c3a0a8 f6c9a0 ffe2b0 3f6f67 7f9a6c a5806a 2b3d50 c98f8a", 0.12, 0.52),
    "rain": _light("8d9ca3 b3bdbf cdd3d0 dfe4e2 4a7062 86a073 9b8470 2f4349 9fb0b3", 0.22, 0.10),
}
HOURS_OF_FAIR_WEATHER = ("dawn", "morning", "noon", "afternoon", "dusk")

WALL, WALL_SHADE, ROOF, ROOF_SHADE = colour("f3e3bd"), colour("d9c194"), colour("b65a3c"), colour("8f4430")
GLASS, FRAME, STONE, CONCRETE = colour("6f97a3"), colour("fbf6e8"), colour("cfc4ae"), colour("c6c2b6")
WATER, ASPHALT, WOOD, SKIN = colour("7fb0b8"), colour("7b7d80"), colour("8a6243"), colour("d9a679")
STRAW = colour("e6cf96")
CLOTHES = _colours("b4483a 2f6f8f 3f7d5a d59a3a 7a5a8c c9704f e8e2d2 4c5f7a 9db25a a8465f")
GOODS = _colours("d8553c e8a33a 6d9e45 f0cf5c b53f57 8a5fa0 dd7f3a 4f8a50")
SPINES = _colours("a5483c 2f5d73 c98f3c 4f7a58 6a4c72 d8c9a4 8a3f4f 3c6f78 b8743f 566b8a")
