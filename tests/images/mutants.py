"""Damaged pictures, made from small whole ones of every kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms

from tests.images.photos import heic, photo_of_a_camera, several_photos

SECRET = b"bi mat"


def whole_pictures() -> dict[str, bytes]:
    """Return small pictures by name, with everything in them that decoders and this package read."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    colours = Image.effect_mandelbrot((40, 30), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    see_through = colours.convert("RGBA")
    see_through.putalpha(colours.convert("L"))
    moving: dict[str, object] = {"save_all": True, "append_images": [colours.rotate(90), colours.rotate(180)]}
    everything: dict[str, object] = {"exif": exif, "icc_profile": profile}
    made: dict[str, tuple[Image.Image, dict[str, object]]] = {
        "plain.jpg": (colours, everything | {"comment": SECRET}),
        "progressive.jpg": (colours, {"progressive": True}),
        "print.jpg": (colours.convert("CMYK"), {}),
        "plain.png": (colours, everything),
        "see-through.png": (see_through, {"icc_profile": profile}),
        "palette.png": (colours.quantize(16), {"transparency": 3}),
        "grey.png": (colours.convert("LA"), {}),
        "deep.png": (colours.convert("I;16"), {}),
        "moving.png": (colours, moving),
        "still.gif": (colours, {"comment": SECRET}),
        "moving.gif": (colours, moving | {"comment": SECRET, "duration": 40, "loop": 2}),
        "plain.webp": (colours, everything),
        "lossless.webp": (see_through, {"lossless": True}),
        "moving.webp": (colours, moving),
        "plain.avif": (colours, everything),
        "see-through.avif": (see_through, {}),
        "moving.avif": (colours, moving),
    }
    pictures = {
        "phone.heic": heic(40, 30),
        "two.jpg": several_photos("MPO", 40, 30),
        "camera.jpg": photo_of_a_camera(6, 40, 30),
    }
    for name, (image, options) in made.items():
        out = BytesIO()
        kind = {"jpg": "JPEG"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
        image.save(out, kind, **options)
        pictures[name] = out.getvalue()
    return pictures


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes of damaged pictures: bytes changed, left out, put in, repeated, or cut off."""
    chance = random.Random(seed)
    pictures = sorted(whole_pictures().items())
    for number in range(count):
        name, data = pictures[number % len(pictures)]
        mutant = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            at = chance.randrange(min(len(mutant), chance.choice((64, 512, len(mutant)))))
            match chance.randrange(6):
                case 0 | 1:
                    mutant[at] = chance.choice(
                        (0, 0xFF, chance.randrange(256), mutant[at] ^ 1 << chance.randrange(8))
                    )
                case 2:
                    mutant[at : at + chance.randrange(1, 9)] = b""
                case 3:
                    mutant[at:at] = chance.randbytes(chance.randrange(1, 9))
                case 4:
                    mutant[at:at] = mutant[at : at + chance.randrange(1, 99)]
                case _:
                    mutant[at : at + 4] = chance.choice(
                        (bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x00\x00\xff\xff")
                    )
        if chance.random() < 0.15:
            del mutant[chance.randrange(1, len(mutant)) :]
        yield name, bytes(mutant) or b"\0"
