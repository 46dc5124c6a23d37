"""What a page has to know of a picture's file, and the files that are made of it."""

from __future__ import annotations

import hashlib
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from PIL import Image, UnidentifiedImageError

# What is known and made of a picture depends on how that is done too; the names in the output change with both.
HOW = ("picture.py", "making.py", "gif.py")
RECIPE = version("pillow") + "".join(
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in HOW
)
WIDTHS = (480, 800, 1280)  # a phone; a phone of twice the density or a column; a column of twice the density
FOLDER = "anh"
# No other decoder sees a file, whatever it calls itself: that of PostScript would run a program.
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
TURNED = frozenset({5, 6, 7, 8})  # EXIF orientations that lie on their side
ORIENTATION = 0x0112
MOST_PIXELS = (
    80_000_000  # 8 bytes a pixel and more are needed to make it smaller; Pillow itself warns from 89 on
)
LONGEST_SIDE = 16_383  # pixels, the most that WebP can hold


class UnreadableError(Exception):
    """A file is no picture, is cut off or too large; the text says which, in Vietnamese."""


@dataclass(frozen=True)
class Picture:
    """A picture as it will be shown: size in pixels, turned as its camera says; all but GIFs are `still` and get sizes.

    Of what moves in another format, or holds several pictures as the JPEG of some cameras does, the first is shown.

    `digest` stands for the file and for how pictures are made.
    """

    digest: str
    width: int
    height: int
    still: bool

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths to offer: none is larger than the picture."""
        return (*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1]))[
            : len(WIDTHS)
        ]

    def name(self, width: int, ending: str) -> str:
        """Return the path of one size in the output; the digest in it lets it be cached for ever."""
        return f"{FOLDER}/{self.digest}-{width}.{ending}"

    def height_at(self, width: int) -> int:
        """Return the height that belongs to a width."""
        return max(1, round(self.height * width / self.width))


def read_picture(file: Path) -> Picture:
    """Return the facts of a picture's file. Raises UnreadableError."""
    with _understood(file) as image:
        width, height = image.size
        if orientation_of(image) in TURNED:
            width, height = height, width
        still = image.format != "GIF"
        image.load()
    digest = hashlib.sha256(RECIPE.encode() + file.read_bytes()).hexdigest()[:16]
    return Picture(digest, width, height, still)


def size_of(file: Path) -> tuple[int, int]:
    """Return width and height as the file's beginning says them, in pixels. Raises UnreadableError and FileNotFoundError."""
    with _understood(file) as image:
        return image.size


@contextmanager
def _understood(file: Path) -> Iterator[Image.Image]:
    """Open a picture that is not too large, and say in Vietnamese what is wrong with it."""
    try:
        with opened(file) as image:
            width, height = image.size
            if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                raise UnreadableError(f"ảnh lớn quá: {width} × {height} điểm ảnh")
            yield image
    except FileNotFoundError:
        raise
    except Image.DecompressionBombError:
        raise UnreadableError("ảnh lớn quá: trên 170 triệu điểm ảnh") from None
    except UnidentifiedImageError:
        raise UnreadableError("tệp không phải là ảnh, hoặc ảnh đã hỏng") from None
    except (OSError, SyntaxError, ValueError):
        raise UnreadableError("ảnh hỏng: tệp bị cắt cụt hoặc sai bên trong") from None


def opened(file: Path) -> Image.Image:
    """Open a picture, of the kinds that are published only."""
    with warnings.catch_warnings():  # our own limit is lower, and is told
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(file, formats=KINDS)


def orientation_of(image: Image.Image) -> int:
    """Return how the camera was held (EXIF, 1 to 8); 1 where the file does not say, or says nonsense."""
    try:
        said = image.getexif().get(ORIENTATION)
    except (OSError, SyntaxError, ValueError, struct.error):
        return 1
    return said if isinstance(said, int) else 1


def fallback_ending(path: str) -> str:
    """Return the format for browsers that know no AVIF: what may be see-through stays PNG."""
    return "png" if PurePosixPath(path).suffix.lower() == ".png" else "jpg"
