"""The colours of a picture as a screen shows them (sRGB), from every mode and colour profile that decoders give."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

GREY_OF_16_BITS = 257  # values of 16 bits for one of 8
BASES = {"1": "L", "L": "L", "LA": "L", "I": "L", "CMYK": "CMYK"}  # by mode; of all others RGB
# Where a profile has the colours that it is for, and its table of tags (ISO 15076-1, 7.2 and 7.3).
SPACE, TAG_COUNT, TAG_TABLE, TAG = slice(16, 20), 128, 132, 12
SPACES = {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}
MOST_TAGS = 100  # Pillow's sRGB profile has 11
LARGEST_PROFILE = 4_000_000  # bytes; the largest for print have 2.7 MB
MATRIX = {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"}
CURVE = {b"kTRC"}
TABLES = {b"mft1", b"mft2", b"mAB "}


class ScreenColours:
    """Converts a picture, or strips of it, to L, RGB or RGBA in sRGB. What is see-through stays so."""

    def __init__(self, image: Image.Image) -> None:
        self._see_through = image.has_transparency_data
        self._base = BASES.get(image.mode[:1] if image.mode.startswith("I") else image.mode, "RGB")
        self._transform = _transform(image, self._base)

    def of(self, part: Image.Image) -> Image.Image:
        """Return a strip of the picture, or all of it, as a screen shows it."""
        if part.mode.startswith("I"):
            part = _of_8_bits(part)
        colours = part if part.mode == self._base else part.convert(self._base)  # converting copies
        if self._transform is not None:
            colours = ImageCms.applyTransform(colours, self._transform) or colours
        if colours.mode == "CMYK" or self._see_through:
            colours = colours.convert("RGB")
        elif self._base == "L" and colours.mode != "L":
            colours = colours.convert("L")
        if self._see_through:
            colours.putalpha(part.convert("RGBA").getchannel("A"))
        return colours


def _of_8_bits(grey: Image.Image) -> Image.Image:
    """Return a picture of 16 bits in 8: Pillow takes them for 8 and makes all above 255 white."""
    found = grey.convert("I").point(lambda value: value * (1 / GREY_OF_16_BITS) + 0).convert("L")
    if "transparency" in grey.info:  # the grey that is see-through
        found.info["transparency"] = round(grey.info["transparency"] / GREY_OF_16_BITS)
    return found


def _transform(image: Image.Image, base: str) -> ImageCms.ImageCmsTransform | None:
    """Return what applies the picture's colour profile; None if it has none, or a broken or a foreign one."""
    profile = image.info.get("icc_profile") or b""
    if profile[SPACE] != SPACES[base] or not _is_simple(profile):
        return None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), base, "RGB")
    except (ImageCms.PyCMSError, OSError):
        return None


def _is_simple(profile: bytes) -> bool:
    """Tell whether a colour profile is a matrix, a curve or a table (ISO 15076-1, 8.3), which lcms2 applies at once.

    The other kind is a program (`mpet`), which lcms2 runs for each colour: 160 kB of it took 13 s.
    """
    count = int.from_bytes(profile[TAG_COUNT:TAG_TABLE])
    if count > MOST_TAGS or len(profile) > LARGEST_PROFILE:
        return False
    kinds = dict[bytes, bytes]()
    for at in range(TAG_TABLE, TAG_TABLE + TAG * count, TAG):
        start = int.from_bytes(profile[at + 4 : at + 8])
        name = profile[at : at + 4]
        if name in kinds:  # a decoder might take another one of the two
            return False
        kinds[name] = profile[start : start + 4]
    tables = {kind for name, kind in kinds.items() if name.startswith((b"A2B", b"D2B"))}
    if any(name.startswith(b"D2B") for name in kinds) or not tables <= TABLES:
        return False
    return bool(tables) or kinds.keys() >= MATRIX or kinds.keys() >= CURVE
