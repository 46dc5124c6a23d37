"""Making the files of a picture: smaller, in another format, and with nothing in them but the picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path

from filelock import FileLock
from PIL import Image

from plugins.files.inside import read_inside
from plugins.images.colours import ScreenColours
from plugins.images.gif import plain_gif
from plugins.images.picture import TURNED, decoding, is_large, is_large_file, orientation_of

# One thread, so that the bytes are the same on any machine; the processes of a build share the pictures.
OPTIONS: dict[str, dict[str, object]] = {
    "AVIF": {"quality": 55, "speed": 6, "max_threads": 1},
    "JPEG": {"quality": 78, "optimize": True, "progressive": True},
    "PNG": {},  # `optimize` takes 18 times as long on a scan in black and white, and saves 10 percent of it
    "WEBP": {"quality": 78, "method": 4},
}
Size = tuple[int, int, str]  # width, height, ending
Turn = Image.Transpose
UPRIGHT = {  # by EXIF orientation
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
STRIP = 64  # rows of the result
FORMATS = {"avif": "AVIF", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def made(
    file: Path, sizes: Sequence[Size], lock: Path, *, root: Path | None = None, digest: str = ""
) -> list[bytes]:
    """Return a picture in several sizes and formats, turned upright and in the colours of screens; it is decoded once.

    Nothing else that the file says is kept: neither place nor time, camera, owner or preview. Of large pictures
    those processes that share the file `lock` decode one at a time. `root` and `digest` as for `decoding`. Raises UnreadableError.
    """
    with _alone(file, lock, root), decoding(file, root, digest) as image:
        plain = upright(image, max(size[:2] for size in sizes))
    resized: dict[tuple[int, int], Image.Image] = {}
    for width, height, _ in sizes:
        if (width, height) not in resized:
            small = plain.resize((width, height), Image.Resampling.LANCZOS)
            resized[width, height] = Image.new(small.mode, small.size)  # without `info`
            resized[width, height].paste(small)
    return [_encoded(resized[width, height], FORMATS[ending]) for width, height, ending in sizes]


def upright(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture as it is shown, at least twice as large as `size` (a small one in its own size)."""
    orientation = orientation_of(image)
    plain = _plain(image, size[::-1] if orientation in TURNED else size)
    return plain.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else plain


def _encoded(image: Image.Image, kind: str) -> bytes:
    if kind == "JPEG" and image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    out = BytesIO()
    image.save(out, kind, **OPTIONS[kind])
    return out.getvalue()


def made_moving(file: Path, *, root: Path | None = None, digest: str = "") -> bytes:
    """Return a GIF with its pictures only; `root` and `digest` as for `decoding`. Raises UnreadableError."""
    with decoding(file, root, digest):
        return plain_gif(read_inside(file, root or file.parent))


def _alone(file: Path, lock: Path, root: Path | None) -> AbstractContextManager[object]:
    if not is_large_file(file, root):
        return nullcontext()
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def _plain(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture in the colours of screens; a large one at least twice as large as `size`, but not much more.

    A large one is converted in strips, so that it is in memory once only.
    """
    width, height = size
    # A JPEG can be decoded at a half, a quarter or an eighth of its size.
    image.draft(None, (2 * width, 2 * height))
    image.load()  # while its file is open
    colours = ScreenColours(image)
    if not is_large(image):
        return colours.of(image)
    factor = max(1, min(image.width // (2 * width), image.height // (2 * height)))
    rows, strips = STRIP * factor, []
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strips.append(colours.of(strip).reduce(factor))
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, number * STRIP))
    return whole
