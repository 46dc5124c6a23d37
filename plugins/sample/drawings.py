"""Draw the pictures of the sample portal. A picture's name says what it shows: `cau-ngang-2.jpg` is the second wide bridge.

The same name always gives the same picture. Nothing that is drawn has letters, flags, emblems or faces.
"""

from __future__ import annotations

import io
import re
import time
import zlib
from collections.abc import Callable
from random import Random

from PIL import Image

from plugins.sample import indoors, landscapes, outskirts, village
from plugins.sample.canvas import Canvas
from plugins.sample.colours import HOURS, HOURS_OF_FAIR_WEATHER

SCENES: dict[str, Callable[[Canvas], None]] = {
    "ban-do": indoors.plan,
    "cau": outskirts.bridge,
    "cho": village.market,
    "doi": landscapes.ridges,
    "dong-lua": landscapes.rice,
    "duong-day": outskirts.power_lines,
    "ho": landscapes.lake,
    "hoi-truong": indoors.meeting,
    "lam-duong": outskirts.road_works,
    "le-hoi": village.festival,
    "mua": landscapes.rain,
    "nha": village.hamlet,
    "san-bong": outskirts.sports_field,
    "san-truong": village.school_yard,
    "song": landscapes.wide_river,
    "suong": landscapes.mist,
    "thu-vien": indoors.library,
    "tram-y-te": village.health_station,
    "tru-so": village.commune_hall,
    "vuon": landscapes.orchard,
}
# Width by height, and the share of the usual width. Names without a shape are 3 by 2.
SHAPES = {
    "": (3, 2, 1.0),
    "4x3": (4, 3, 1.0),
    "bang": (8, 1, 2.4),
    "dai": (3, 1, 1.6),
    "doc": (2, 3, 0.8),
    "ngang": (16, 9, 1.6),
    "lon": (3, 2, 1.6),
    "nho": (3, 2, 0.4),
    "vuong": (1, 1, 0.9),
}
FIXED_HOURS = {
    "mua": "rain",
    "ho": "dawn",
    "hoi-truong": "morning",
    "thu-vien": "afternoon",
    "ban-do": "noon",
    "cho": "morning",
    "suong": "morning",
}
FILE_NAME = rf"\b({'|'.join(SCENES)})(?:-({'|'.join(filter(None, SHAPES))}))?-(\d+)\.(jpg|pdf)\b"
QUALITY = 86
MADE = time.gmtime(0)  # of a PDF: the same file in each run


def draw(name: str, width: int) -> bytes:
    """Return a picture as a file; most are `width` pixels wide. Raises ValueError for a name of no scene."""
    match = re.fullmatch(FILE_NAME, name)
    if match is None:
        raise ValueError(name)
    scene, shape, number, ending = match.groups()
    picture = _draw(scene, shape or "", int(number), width)
    file = io.BytesIO()
    if ending == "pdf":
        picture.save(file, "PDF", resolution=width / 10, creationDate=MADE, modDate=MADE, quality=QUALITY)
    else:
        picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _draw(scene: str, shape: str, number: int, width: int) -> Image.Image:
    across, down, share = SHAPES[shape]
    size = round(width * share), round(width * share * down / across)
    chance = Random(zlib.crc32(f"{scene}-{shape}-{number}".encode()))  # noqa: S311 - nothing is kept secret
    hour = FIXED_HOURS.get(scene) or HOURS_OF_FAIR_WEATHER[number % len(HOURS_OF_FAIR_WEATHER)]
    canvas = Canvas(size, HOURS[hour], chance)
    SCENES[scene](canvas)
    return canvas.finished()
