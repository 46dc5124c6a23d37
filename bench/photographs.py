"""Photographs for the corpus: JPEGs of 12 million pixels, each with other bytes and other pixels."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from bench.environment import WORK

SIZE = (4000, 3000)
FOLDER = WORK / "photographs"
MOTIFS = 6  # drawn in full; the others show one of them shifted
QUALITY = 90


def photograph(number: int) -> Path:
    """Return the file of a photograph, made on the first call and kept for later runs."""
    file = FOLDER / f"{number}.jpg"
    if not file.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        shift = random.Random(number)
        picture = ImageChops.offset(
            _motif(number % MOTIFS), shift.randrange(SIZE[0]), shift.randrange(SIZE[1])
        )
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(out.getvalue())
        unfinished.replace(file)
    return file


def make(numbers: Iterable[int]) -> None:
    """Make photographs on all cores."""
    missing = [number for number in numbers if not (FOLDER / f"{number}.jpg").is_file()]
    if missing:
        with ProcessPoolExecutor() as processes:
            list(processes.map(photograph, missing, chunksize=8))


@cache
def _motif(number: int) -> Image.Image:
    """Return large shapes with the grain of a sensor, as expensive to decode and encode as a photograph."""
    draw = random.Random(number)
    shapes = Image.frombytes("RGB", (16, 12), draw.randbytes(16 * 12 * 3)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    noise = Image.frombytes("L", SIZE, draw.randbytes(SIZE[0] * SIZE[1])).filter(ImageFilter.GaussianBlur(1))
    return Image.blend(shapes, Image.merge("RGB", [noise] * 3), 0.2)
