"""The process that opens one uploaded picture: `python -m plugins.desk.uploads.child FILE`.

With four numbers in its name, such as `anh.10-10-0-25.jpg`, so many percent are cut from its sides. It prints the picture as it is kept: upright, without what the camera has noted, at most LONGEST pixels on a side. Behind it
follows a thumbnail as JPEG; its first LENGTH bytes say how long the picture is.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from plugins.confinement.process import RejectedError, answer
from plugins.images.colours import ScreenColours
from plugins.images.gif import plain_gif
from plugins.images.picture import UnreadableError, decoding

LONGEST = 4_000  # pixels: what the portal shows is a quarter of it
QUALITY = 88
THUMBNAIL, THUMBNAIL_QUALITY = 320, 70
LENGTH = 8
CUT = re.compile(
    r"\.(\d+)-(\d+)-(\d+)-(\d+)$"
)  # of the name: percents to be cut from left, right, top and bottom


def kept_picture(file: Path) -> tuple[bytes, bytes]:
    """Return a picture as it is kept, of the format of its name, and its thumbnail. Raises UnreadableError.

    Colours are those of a screen, without a profile, in which anything could be.
    """
    with decoding(file) as image:
        if image.format == "GIF":
            image.load()
            return plain_gif(file.read_bytes()), _thumbnail(image)
        upright = ImageOps.exif_transpose(image) or image
        if (box := CUT.search(file.stem)) is not None:
            left, right, top, bottom = map(int, box.groups())
            width, height = upright.size
            upright = upright.crop(
                (
                    width * left // 100,
                    height * top // 100,
                    width - width * right // 100,
                    height - height * bottom // 100,
                )
            )
        upright.thumbnail((LONGEST, LONGEST))
        as_png, written = file.suffix.lower() == ".png", BytesIO()
        if not as_png or "icc_profile" in upright.info:
            upright = ScreenColours(upright).of(upright)
        if as_png:
            _without_notes(upright).save(written, "PNG", optimize=True)
        else:
            upright = _on_white(upright) if upright.has_transparency_data else upright
            _without_notes(upright).save(written, "JPEG", quality=QUALITY, progressive=True)
        return written.getvalue(), _thumbnail(upright)


def _thumbnail(image: Image.Image) -> bytes:
    small, written = image.copy(), BytesIO()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    _on_white(small).save(written, "JPEG", quality=THUMBNAIL_QUALITY)
    return written.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image)
    return plain


def _without_notes(image: Image.Image) -> Image.Image:
    """Return a picture with its pixels alone, and which are see-through: no EXIF, no comment, no place where it was taken."""
    plain = image.copy()
    plain.info = {name: value for name, value in image.info.items() if name == "transparency"}
    plain.getexif().clear()
    return plain


def read(file: Path) -> bytes:
    """Return the picture and its thumbnail as they are printed. Raises RejectedError."""
    try:
        kept, thumbnail = kept_picture(file)
    except UnreadableError as error:
        raise RejectedError(str(error), error.hint) from error
    return len(kept).to_bytes(LENGTH, "big") + kept + thumbnail


if __name__ == "__main__":
    Image.init()  # libraries of decoders cannot be loaded later
    answer(read, ["pillow_heif"])
