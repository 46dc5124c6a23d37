"""A surface to draw on: twice as large as the picture, so that edges are smooth when it is reduced.

The unit is a hundredth of the height, whatever the size: `width` says how many units lie side by side. Everything is
tinted by the light of the hour and paler the farther away it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageDraw

from plugins.sample.colours import Colour, Light, mix

Point = tuple[float, float]
SCALE = 2  # pixels drawn for each pixel of the picture


class Canvas:
    """A picture in the making; `chance` decides what varies from picture to picture."""

    def __init__(self, size: tuple[int, int], light: Light, chance: Random) -> None:
        self.light, self.chance = light, chance
        self._size = size[0] * SCALE, size[1] * SCALE
        self._unit = self._size[1] / 100
        self.width = self._size[0] / self._unit
        self.image = Image.new("RGB", self._size, light.horizon)
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def finished(self) -> Image.Image:
        """Return the picture in its own size."""
        return self.image.reduce(SCALE)

    def toned(self, colour: Colour, distance: float = 0.0) -> Colour:
        """Return a colour in this light, at a distance from 0 (near) to 1 (the horizon)."""
        tinted = mix(colour, self.light.tint, self.light.strength)
        return mix(tinted, mix(self.light.horizon, self.light.middle, 0.6), distance)

    def polygon(self, points: Iterable[Point], colour: Colour, opacity: float = 1.0) -> None:
        """Fill a polygon."""
        self._draw.polygon(self._pixels(points), (*colour, round(255 * opacity)))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: Colour,
        *,
        opacity: float = 1.0,
        round_by: float = 0.0,
    ) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        (left, top), (right, bottom) = self._pixels([(x, y), (x + width, y + height)])
        fill = (*colour, round(255 * opacity))
        if right > left and bottom > top:
            self._draw.rounded_rectangle((left, top, right, bottom), round_by * self._unit, fill)

    def ellipse(
        self,
        x: float,
        y: float,
        radius: float,
        colour: Colour,
        *,
        tall: float | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Fill an ellipse around (x, y), `tall` high from its centre (default: a circle)."""
        high = radius if tall is None else tall
        (left, top), (right, bottom) = self._pixels([(x - radius, y - high), (x + radius, y + high)])
        self._draw.ellipse((left, top, right, bottom), (*colour, round(255 * opacity)))

    def line(self, points: Sequence[Point], colour: Colour, width: float, opacity: float = 1.0) -> None:
        """Draw a line with round bends."""
        pixels = max(1, round(width * self._unit))
        self._draw.line(self._pixels(points), (*colour, round(255 * opacity)), pixels, joint="curve")

    def gradient(
        self, top: float, bottom: float, colours: Sequence[Colour], *, outline: Sequence[Point] = ()
    ) -> None:
        """Fill the band between two heights, or the part of it inside an outline, with colours from top to bottom."""
        first, last = round(top * self._unit), round(bottom * self._unit)
        if last <= first:
            return
        column = Image.new("RGB", (1, len(colours)))
        column.putdata(list(colours))
        steps = column.resize((1, last - first), Image.Resampling.BILINEAR)
        band = steps.resize((self._size[0], last - first))
        mask = None
        if outline:
            mask = Image.new("L", band.size)
            ImageDraw.Draw(mask).polygon([(x, y - first) for x, y in self._pixels(outline)], 255)
        self.image.paste(band, (0, first), mask)

    def glow(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 0.8) -> None:
        """Lighten what lies around a point, less and less towards the radius."""
        side = max(2, round(2 * radius * self._unit))
        spot = Image.radial_gradient("L").point(
            [round(opacity * max(0, 255 - value * 1.4)) for value in range(256)]
        )
        left, top = round((x - radius) * self._unit), round((y - radius) * self._unit)
        self.image.paste(colour, (left, top), spot.resize((side, side), Image.Resampling.BILINEAR))

    def mist(self, top: float, bottom: float, colour: Colour, opacity: float) -> None:
        """Lay a veil over a band, thickest at its lower edge."""
        first, last = round(top * self._unit), round(bottom * self._unit)
        veil = Image.linear_gradient("L").point([round(value * opacity) for value in range(256)])
        self.image.paste(colour, (0, first), veil.resize((self._size[0], last - first)))

    def mirror(self, line: float, colour: Colour, opacity: float) -> None:
        """Reflect what stands above a height in what lies below it, tinted."""
        first = round(line * self._unit)
        depth = min(first, self._size[1] - first)
        above = self.image.crop((0, first - depth, self._size[0], first)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        self.image.paste(Image.blend(above, Image.new("RGB", above.size, colour), opacity), (0, first))

    def ridge(self, base: float, height: float, roughness: float = 1.0) -> list[Point]:
        """Return the outline of hills from the left to the right edge, around `base` and up to `height` above it."""
        waves = [
            (
                self.chance.uniform(0.5, 1.0) / number,
                roughness * number * self.chance.uniform(0.025, 0.045),
                self.chance.uniform(0, 6.3),
            )
            for number in (1, 2, 3, 5)
        ]
        most = sum(wave[0] for wave in waves)
        steps = round(self.width) + 2
        return [
            (
                x,
                base
                - height
                * (0.5 + 0.5 * sum(size * math.sin(x * pace + start) for size, pace, start in waves) / most),
            )
            for x in range(-1, steps)
        ]

    def _pixels(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]
