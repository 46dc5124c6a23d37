"""Making the files of a picture: smaller, in another format, and with nothing in them but the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from plugins.images.gif import without_words
from plugins.images.picture import WIDTHS, Picture, opened, orientation_of

# One thread, so that the bytes are the same on any machine; the processes of a build share the pictures.
OPTIONS: dict[str, dict[str, object]] = {
    "AVIF": {"quality": 55, "speed": 6, "max_threads": 1},
    "JPEG": {"quality": 78, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
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
FORMATS = {"avif": "AVIF", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def made(file: Path, width: int, height: int, ending: str) -> bytes:
    """Return a picture of so many pixels, in the format of an ending, turned upright and in the colours of screens.

    Nothing else that the file says is kept: neither place nor time, camera, owner or preview.
    """
    with opened(file) as image:
        kind, turn = FORMATS[ending], UPRIGHT.get(orientation_of(image))
        plain = _in_screen_colours(image, see_through=kind != "JPEG")
        if turn is not None:
            plain = plain.transpose(turn)
        if plain.size != (width, height):
            plain = plain.resize((width, height), Image.Resampling.LANCZOS)
        clean = Image.new(plain.mode, plain.size)
        clean.paste(plain)
        out = BytesIO()
        clean.save(out, kind, **OPTIONS[kind])
        return out.getvalue()


def made_original(file: Path, picture: Picture) -> bytes:
    """Return what is published under the picture's own name: at most the largest width, or a GIF without its words."""
    if not picture.still:
        return without_words(file.read_bytes())
    width = min(picture.width, WIDTHS[-1])
    return made(file, width, picture.height_at(width), file.suffix[1:].lower())


def _in_screen_colours(image: Image.Image, *, see_through: bool) -> Image.Image:
    profile = image.info.get("icc_profile")
    alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if alpha else "RGB")
    if profile and image.mode in {"RGB", "RGBA"}:
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
