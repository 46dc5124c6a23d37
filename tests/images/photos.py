"""Pictures for tests, made on the spot."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from pillow_heif import register_heif_opener


def photo(width: int = 1600, height: int = 1000, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture whose halves differ: left red, right blue."""
    image = Image.new("RGBA" if options.pop("see_through", False) else "RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def heic(width: int = 1600, height: int = 1000, **options: object) -> bytes:
    """Return the picture of `photo` as a telephone writes it."""
    register_heif_opener()
    return photo(width, height, "HEIF", **options)


def photo_of_a_camera(orientation: int = 1, width: int = 1600, height: int = 1000) -> bytes:
    """Return a JPEG with what a telephone writes into it: place, time, owner."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Máy ảnh bí mật"
    exif[0x9C9D] = "Nguyễn Văn A".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 7.0, 3.0), 3: "E", 4: (107.0, 38.0, 1.0)})
    return photo(width, height, exif=exif, comment=b"bi mat")


def several_photos(kind: str, width: int = 900, height: int = 600) -> bytes:
    """Return a file of two pictures, with what a telephone writes into it, in a format of Pillow's."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 7.0, 3.0)})
    exif[0x010E] = "bi mat"
    one, other = (Image.new("RGB", (width, height), colour) for colour in ("red", "blue"))
    out = BytesIO()
    one.save(out, kind, save_all=True, append_images=[other], exif=exif)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the picture in some bytes."""
    return Image.open(BytesIO(data))
