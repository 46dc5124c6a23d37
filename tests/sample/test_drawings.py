"""A picture's name decides what is drawn, to the byte."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys

import pytest
from PIL import Image

from plugins.sample.drawings import SCENES, SHAPES, draw
from tests.conftest import ROOT

WIDTH = 60
NAMES = [f"{scene}-{number}.jpg" for scene in SCENES for number in (1, 2)] + ["ban-do-1.pdf"]
DIGESTS = """
import hashlib
from plugins.sample.drawings import draw
print(*(hashlib.sha256(draw(name, {width})).hexdigest() for name in {names}))
"""


def test_same_name_gives_same_bytes_in_each_process() -> None:
    command = [sys.executable, "-c", DIGESTS.format(width=WIDTH, names=NAMES)]
    there = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert there == [hashlib.sha256(draw(name, WIDTH)).hexdigest() for name in NAMES]


def test_each_name_gives_another_picture() -> None:
    assert len({draw(name, WIDTH) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize(
    ("scene", "shape"),
    [
        *((scene, shape) for scene in SCENES for shape in ("dai", "doc")),
        *(("cau", shape) for shape in SHAPES),
    ],
)
def test_each_scene_fills_each_shape(scene: str, shape: str) -> None:
    across, down, share = SHAPES[shape]
    name = f"{scene}-{shape}-1.jpg" if shape else f"{scene}-1.jpg"
    picture = Image.open(io.BytesIO(draw(name, WIDTH)))
    assert picture.size == (round(WIDTH * share), round(WIDTH * share * down / across))
    assert len(picture.getcolors(picture.width * picture.height) or ()) > 100  # something was drawn


@pytest.mark.parametrize("name", ["xe-1.jpg", "cau.jpg", "cau-tron-1.jpg", "cau-1.png", "CAU-1.jpg"])
def test_name_of_no_scene_is_rejected(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        draw(name, WIDTH)
