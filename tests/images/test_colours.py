"""A picture of every mode and with every kind of colour profile looks on a page as in a viewer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.images.making import made
from plugins.images.picture import read_picture
from tests.images.photos import opened
from tests.images.profiles import grey_profile, matrix_profile, table_profile
from tests.images.test_parts import profile_with, program_of

GREEN = (0, 128, 0)
# Lightness 50 is a grey of 119 on a screen (IEC 61966-2-1).
PRINT = table_profile(b"CMYK", {0: 100, 8: 50})  # corners count from CMYK: cyan is 8
SCANNER = table_profile(b"RGB ", {7: 100, 4: 50})
PALETTE = [*GREEN, 200, 100, 50]


def flat(mode: str, colour: Any) -> Image.Image:
    if mode == "P":
        image = Image.new("P", (40, 40), colour)
        image.putpalette(PALETTE)
        return image
    return Image.new(mode, (40, 40), colour)


# Mode, colour, format, options; and what a screen shows, with its transparency.
CASES: dict[str, tuple[str, Any, str, dict[str, Any], tuple[int, int, int, int]]] = {
    "black and white": ("1", 1, "PNG", {}, (255, 255, 255, 255)),
    "grey": ("L", 90, "PNG", {}, (90, 90, 90, 255)),
    "grey JPEG": ("L", 90, "JPEG", {}, (90, 90, 90, 255)),
    "grey, see-through": ("LA", (90, 128), "PNG", {}, (90, 90, 90, 128)),
    "grey, one see-through": ("L", 90, "PNG", {"transparency": 90}, (90, 90, 90, 0)),
    "16 bits": ("I;16", 51_400, "PNG", {}, (200, 200, 200, 255)),
    "16 bits, one see-through": ("I;16", 51_400, "PNG", {"transparency": 51_400}, (200, 200, 200, 0)),
    "16 bits, profile": ("I;16", 14_135, "PNG", {"icc_profile": grey_profile(1.0)}, (128, 128, 128, 255)),
    "palette": ("P", 1, "PNG", {}, (200, 100, 50, 255)),
    "palette, one see-through": ("P", 1, "PNG", {"transparency": 1}, (200, 100, 50, 0)),
    "palette, some": ("P", 1, "PNG", {"transparency": bytes([0, 128])}, (200, 100, 50, 128)),
    "palette, profile": ("P", 1, "PNG", {"icc_profile": matrix_profile()}, (216, 93, 24, 255)),
    "one colour see-through": ("RGB", GREEN, "PNG", {"transparency": GREEN}, (*GREEN, 0)),
    "grey, linear": ("L", 55, "PNG", {"icc_profile": grey_profile(1.0)}, (128, 128, 128, 255)),
    "grey, linear, JPEG": ("L", 55, "JPEG", {"icc_profile": grey_profile(1.0)}, (128, 128, 128, 255)),
    "grey, linear, see-through": (
        "LA",
        (55, 128),
        "PNG",
        {"icc_profile": grey_profile(1.0)},
        (128, 128, 128, 128),
    ),
    "grey, foreign profile": ("L", 90, "PNG", {"icc_profile": matrix_profile(1.0)}, (90, 90, 90, 255)),
    "Display P3": ("RGB", (200, 100, 50), "JPEG", {"icc_profile": matrix_profile()}, (216, 93, 24, 255)),
    "Display P3, WebP": (
        "RGBA",
        (200, 100, 50, 128),
        "WEBP",
        {"icc_profile": matrix_profile(), "lossless": True},
        (216, 93, 24, 128),
    ),
    "Display P3, AVIF": (
        "RGB",
        (200, 100, 50),
        "AVIF",
        {"icc_profile": matrix_profile()},
        (216, 93, 24, 255),
    ),
    "table": ("RGB", (255, 0, 0), "PNG", {"icc_profile": SCANNER}, (119, 119, 119, 255)),
    "program": (
        "RGB",
        (200, 100, 50),
        "PNG",
        {"icc_profile": profile_with(b"D2B0", program_of(2))},
        (200, 100, 50, 255),
    ),
    "broken profile": ("RGB", (200, 100, 50), "PNG", {"icc_profile": SCANNER[:300]}, (200, 100, 50, 255)),
    "print": ("CMYK", (255, 0, 0, 0), "JPEG", {}, (0, 255, 255, 255)),
    "print, black": ("CMYK", (0, 0, 0, 128), "JPEG", {}, (127, 127, 127, 255)),
    "print, profile": ("CMYK", (255, 0, 0, 0), "JPEG", {"icc_profile": PRINT}, (119, 119, 119, 255)),
    "print, paper": ("CMYK", (0, 0, 0, 0), "JPEG", {"icc_profile": PRINT}, (255, 255, 255, 255)),
    "print, foreign profile": (
        "CMYK",
        (255, 0, 0, 0),
        "JPEG",
        {"icc_profile": matrix_profile()},
        (0, 255, 255, 255),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_picture_looks_as_in_a_viewer(tmp_path: Path, name: str) -> None:
    mode, colour, kind, options, shown = CASES[name]
    out = BytesIO()
    flat(mode, colour).save(out, kind, **options)
    file = tmp_path / f"a.{kind.lower()}"
    file.write_bytes(out.getvalue())
    facts = read_picture(file)
    sizes = [(20, 20, ending) for ending in ("png", "avif", "jpg")]
    for (*_, ending), data in zip(sizes, made(file, sizes, tmp_path / "lock"), strict=True):
        image = opened(data)
        assert not image.info.get("icc_profile")
        red, green, blue, alpha = image.convert("RGBA").crop((10, 10, 11, 11)).tobytes()
        if ending == "jpg":  # on white
            ground = 255 - shown[3]
            expected = [(part * shown[3] + 255 * ground) // 255 for part in shown[:3]]
            assert (red, green, blue) == pytest.approx(expected, abs=4)
            continue
        assert alpha == pytest.approx(shown[3], abs=2)
        if shown[3]:
            assert (red, green, blue) == pytest.approx(shown[:3], abs=6 if ending == "avif" else 3)
    assert facts.width == 40
