"""Making the files of a picture: smaller, in another format, and with nothing in them but the picture."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path

from filelock import FileLock
from PIL import Image, ImageCms

from plugins.files.inside import read_inside
from plugins.images.gif import plain_gif
from plugins.images.picture import TURNED, decoding, is_large, is_large_file, orientation_of

# One thread, so that the bytes are the same on any machine; the processes of a build share the pictures.
OPTIONS: dict[str, dict[str, object]] = {
    "AVIF": {"quality": 55, "speed": 6, "max_threads": 1},
    "JPEG": {"quality": 78, "optimize": True, "progressive": True},
    "PNG": {},  # `optimize` takes 18 times as long on a scan in black and white, and saves 10 percent of it
    "WEBP": {"quality": 78, "method": 4},
}
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
TAG_COUNT, TAG_TABLE, TAG = 128, 132, 12  # bytes: where a profile has them, and the length of an entry
MOST_TAGS = 100  # Pillow's sRGB profile has 11
MATRIX = {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"}
GREY = {"1", "L", "I"}
GREY_OF_16_BITS = 1 / 257
STRIP = 64  # rows of the result
FORMATS = {"avif": "AVIF", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def made(
    file: Path,
    width: int,
    height: int,
    ending: str,
    lock: Path,
    *,
    root: Path | None = None,
    digest: str = "",
) -> bytes:
    """Return a picture of so many pixels, in the format of an ending, turned upright and in the colours of screens.

    Nothing else that the file says is kept: neither place nor time, camera, owner or preview. Of large pictures
    those processes that share the file `lock` decode one at a time. `root` and `digest` as for `decoding`. Raises UnreadableError.
    """
    with _alone(file, lock, root), decoding(file, root, digest) as image:
        kind, orientation = FORMATS[ending], orientation_of(image)
        size = (height, width) if orientation in TURNED else (width, height)
        plain = _plain(image, size, see_through=kind != "JPEG")
        if orientation in UPRIGHT:
            plain = plain.transpose(UPRIGHT[orientation])
        if plain.size != (width, height):
            plain = plain.resize((width, height), Image.Resampling.LANCZOS)
        clean = Image.new(plain.mode, plain.size)
        clean.paste(plain)
        out = BytesIO()
        clean.save(out, kind, **OPTIONS[kind])
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


def _plain(image: Image.Image, size: tuple[int, int], *, see_through: bool) -> Image.Image:
    """Return a picture in the colours of screens; a large one at least twice as large as `size`, but not much more.

    A large one is converted in strips, so that it is in memory once only.
    """
    if not is_large(image):
        return _in_screen_colours(image, see_through=see_through)
    width, height = size
    image.draft(
        None, (2 * width, 2 * height)
    )  # a JPEG can be decoded at a half, a quarter or an eighth of its size
    factor = max(1, min(image.width // (2 * width), image.height // (2 * height)))
    rows, strips = STRIP * factor, []
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strips.append(_in_screen_colours(strip, see_through=see_through).reduce(factor))
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, number * STRIP))
    return whole


def _in_screen_colours(image: Image.Image, *, see_through: bool) -> Image.Image:
    profile = image.info.get("icc_profile")
    alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if image.mode.startswith("I"):  # Pillow takes 16 bits for 8 and makes all above 255 white
        image = image.convert("I").point(lambda grey: grey * GREY_OF_16_BITS + 0)
    mode = "RGBA" if alpha else "L" if image.mode in GREY else "RGB"
    plain = image if image.mode == mode else image.convert(mode)  # converting copies, even to the same
    if profile and image.mode in {"RGB", "RGBA"} and _is_simple(profile):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            colours = ImageCms.profileToProfile(
                plain.convert("RGB"), source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours are taken as they are
            colours = None
        if colours is not None:
            if alpha:
                colours.putalpha(plain.getchannel("A"))
            plain = colours
    if alpha and not see_through:
        white = Image.new("RGBA", plain.size, "white")
        plain = Image.alpha_composite(white, plain).convert("RGB")
    return plain


def _is_simple(profile: bytes) -> bool:
    """Tell whether a colour profile describes a screen or camera by a matrix (ISO 15076-1, 8.4.3), as nearly all do.

    Another kind is a table or a program, which lcms2 runs for each colour: 160 kB of it took 13 s.
    """
    count = int.from_bytes(profile[TAG_COUNT:TAG_TABLE])
    table = profile[TAG_TABLE : TAG_TABLE + TAG * min(count, MOST_TAGS)]
    kinds = {table[at : at + 4] for at in range(0, len(table), TAG)}
    return count <= MOST_TAGS and kinds >= MATRIX and not any(kind[:3] in {b"A2B", b"D2B"} for kind in kinds)
