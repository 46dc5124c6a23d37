"""Decode pictures: their size and format, or why a file is invalid. No other module opens one."""

from __future__ import annotations

import hashlib
import re
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from math import isqrt
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from PIL import Image, ImageSequence, UnidentifiedImageError

from plugins.files.inside import OutsideError, open_inside
from plugins.images.gif import HEADERS, SHORTER, plain_gif
from plugins.images.parts import TooManyPartsError, check_parts
from plugins.urls.patterns import PICTURES

# What is known and made of a picture depends on how that is done too; the names in the output change with both.
HOW = ("picture.py", "making.py", "colours.py", "gif.py", "items.py", "coded.py", "parts.py")
RECIPE = (
    version("pillow")
    + version("pillow-heif")
    + "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in HOW)
)
# A thumbnail; a phone; a phone of twice the density or a column; a column of twice the density.
WIDTHS = (240, 480, 800, 1280)
LEAST_FILLED = 1.2  # width by height; what is narrower does not fill a frame, but stands in it whole
LOCK = "large.lock"  # beside what is kept
# No other decoder sees a file, whatever it calls itself: that of PostScript would run a program.
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
HEIC = re.compile(
    rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL
)  # brands of ISO/IEC 23008-12, annex B
TURNED = frozenset({5, 6, 7, 8})  # EXIF orientations that lie on their side
ORIENTATION = 0x0112
# Memory in bytes, as measured: what a decoder and its result hold of each pixel while a picture is made smaller.
BYTES_A_PIXEL = 7
BYTES_A_PIXEL_OF = {
    "WEBP": 17,
    "GIF": 17,
    "AVIF": 12,
    "HEIF": 10,
    "CMYK": 9,
}  # by format or mode; the last of a progressive JPEG
MOST_MEMORY = 560_000_000  # 80 million pixels of a JPEG or PNG, 46 of AVIF, 32 of WebP or GIF
MOST_PIXELS = 200_000_000  # of a JPEG that is decoded row by row, at an eighth of its size: as the largest of telephones
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow raises beyond twice as many
LARGE_MEMORY = 210_000_000  # what takes more is decoded by one process at a time, and converted in strips
LONGEST_SIDE = 16_383  # pixels, the most that WebP can hold
MOST_MADE = 6_000_000  # pixels of the largest size: 1 s of processor for each million as AVIF
MOST_MOVING = 500_000_000  # pixels in all pictures of a GIF: 240 of 1920 × 1080
LARGEST_FILE = 100_000_000  # bytes
PART = 1 << 20  # bytes that are read at once

BROKEN = "ảnh hỏng: tệp bị cắt cụt hoặc sai bên trong"
REPLACED = ("tệp bị thay bằng tệp khác trong khi đọc", "Chạy lại.")
HINT = "Mở ảnh bằng trình xem ảnh, lưu lại thành JPEG hoặc PNG (mỗi cạnh dưới 8.000 điểm ảnh) rồi chép đè tệp này."


class UnreadableError(Exception):
    """A file is no picture, truncated or too large; message and hint are in Vietnamese."""

    def __init__(self, problem: str, hint: str = HINT) -> None:
        super().__init__(problem)
        self.hint = hint

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, str]]:
        return UnreadableError, (str(self), self.hint)


@dataclass(frozen=True)
class Picture:
    """A picture as it will be shown: size in pixels, turned as its camera says; all but GIFs are `still` and get sizes.

    Of what moves in another format, or holds several pictures as the JPEG of some cameras does, the first is shown.

    `see_through` if it may be: its pixels are not looked at.

    `digest` stands for the file and for how pictures are made.
    """

    digest: str
    width: int
    height: int
    still: bool
    see_through: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths to offer: none is larger than the picture, or makes more than MOST_MADE pixels."""
        largest = min(self.width, WIDTHS[-1], max(1, isqrt(MOST_MADE * self.width // self.height)))
        return (*(width for width in WIDTHS if width < largest), largest)

    @property
    def upright(self) -> bool:
        """Whether it is taller than most frames: a portrait or a square."""
        return self.width < LEAST_FILLED * self.height

    def width_for(self, width: int) -> int:
        """Return the smallest width on offer that is not below `width`; the largest if all are."""
        return next((offered for offered in self.widths if offered >= width), self.widths[-1])

    def name(self, width: int, ending: str) -> str:
        """Return the path of one size in the output; the digest in it lets it be cached for ever."""
        return f"{PICTURES.lstrip('/')}{self.digest}-{width}.{ending}"

    def height_at(self, width: int) -> int:
        """Return the height that belongs to a width."""
        return max(1, round(self.height * width / self.width))


def read_picture(file: Path, root: Path | None = None) -> Picture:
    """Return the facts of a picture after decoding all of it; `root` as for `decoding`. Raises UnreadableError."""
    with decoding(file, root) as image:
        width, height = image.size
        still, see_through = image.format != "GIF", image.has_transparency_data
        if still:
            image.draft(None, (1, 1))  # a JPEG can be decoded at an eighth of its size
            image.load()
        else:
            _decode_all(image)
        if orientation_of(image) in TURNED:
            width, height = height, width
    with _opened(file, root) as stream:
        return Picture(_digest(stream), width, height, still, see_through)


def size_of(file: Path, root: Path | None = None) -> tuple[int, int]:
    """Return width and height from the file's header, in pixels. Raises UnreadableError and FileNotFoundError."""
    with decoding(file, root) as image:
        return image.size


def is_large(image: Image.Image) -> bool:
    """Return whether a picture takes so much memory that only one process may decode one at a time."""
    copies = 2 if image.has_transparency_data else 1  # converting its colours and putting it on white copy it
    return copies * _memory(image) > LARGE_MEMORY


def is_large_file(file: Path, root: Path | None = None) -> bool:
    """Return `is_large` for a file. Raises UnreadableError and FileNotFoundError."""
    with decoding(file, root) as image:
        return is_large(image)


def _memory(image: Image.Image) -> int:
    kinds = (image.format, image.mode)
    each = max(BYTES_A_PIXEL_OF.get(kind or "", BYTES_A_PIXEL) for kind in kinds)
    return image.width * image.height * each


@contextmanager
def decoding(file: Path, root: Path | None = None, digest: str = "") -> Iterator[Image.Image]:
    """Open a picture inside the folder `root` (by default its own) for the block that decodes it.

    With a `digest`, that of a Picture, what was decoded has to be the same file still.
    Raises UnreadableError if it is too large or no picture, and instead of whatever a decoder raises in the block:
    of damaged bytes that can be any exception. Raises FileNotFoundError.
    """
    try:
        with warnings.catch_warnings():  # what Pillow warns of is decided here
            warnings.simplefilter("ignore")
            _check_file(file)
            with (
                _opened(file, root) as stream,
                _opened_picture(stream) as (image, in_rows),
            ):
                _check_picture(image, file.suffix.lower(), in_rows=in_rows)
                yield image
                _check_digest(stream, digest)
    except (UnreadableError, FileNotFoundError):
        raise
    except TooManyPartsError as error:
        raise UnreadableError(*error.args) from None
    except MemoryError as error:
        raise UnreadableError("máy không đủ bộ nhớ để mở ảnh này") from error
    except Image.DecompressionBombError:
        raise UnreadableError(f"ảnh lớn quá: trên {MOST_PIXELS // 1_000_000} triệu điểm ảnh") from None
    except UnidentifiedImageError:
        raise UnreadableError("tệp không phải là ảnh, hoặc ảnh đã hỏng") from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise UnreadableError(
                f"không đọc được tệp: {error.strerror}", "Kiểm tra quyền đọc của tệp."
            ) from error
        raise UnreadableError(BROKEN) from error


def _check_file(file: Path) -> None:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device may never end
        raise UnreadableError("không phải là tệp thường", "Chép chính tệp ảnh vào chỗ này.")
    if not status.st_size:
        raise UnreadableError("tệp rỗng (0 byte)", "Chép lại tệp gốc; có thể lần chép trước chưa xong.")
    if status.st_size > LARGEST_FILE:
        raise UnreadableError(f"tệp ảnh nặng hơn {LARGEST_FILE // 1_000_000} MB")


@contextmanager
def _opened(file: Path, root: Path | None) -> Iterator[BinaryIO]:
    try:
        with open_inside(file, root or file.parent) as stream:
            yield stream
    except OutsideError:
        raise UnreadableError(*REPLACED) from None


def _check_digest(stream: BinaryIO, digest: str) -> None:
    if digest and _digest(stream) != digest:
        raise UnreadableError(*REPLACED)


def _digest(stream: BinaryIO) -> str:
    stream.seek(0)
    hasher = hashlib.sha256(RECIPE.encode())
    while part := stream.read(PART):
        hasher.update(part)
    return hasher.hexdigest()[:16]


@contextmanager
def _opened_picture(stream: BinaryIO) -> Iterator[tuple[Image.Image, bool]]:
    """Yield a picture, and whether it is a JPEG that is decoded row by row.

    Raises UnreadableError, TooManyPartsError, and ValueError if a GIF is damaged.
    """
    in_rows, source = False, stream
    beginning = stream.read(12)
    stream.seek(0)
    kinds: tuple[str, ...] = KINDS
    if HEIC.match(beginning):
        _load_heic_decoder()
        kinds = (*KINDS, "HEIF")
    if beginning.startswith(HEADERS):
        source = BytesIO(plain_gif(stream.read()))
    else:
        in_rows = check_parts(stream)
        stream.seek(0)
    with Image.open(source, formats=kinds) as image:
        yield image, in_rows


@cache
def _load_heic_decoder() -> None:
    """Add the decoder of HEIC to Pillow's. Its import takes 0.1 s of processor, so it waits for the first HEIC."""
    from pillow_heif import register_heif_opener  # noqa: PLC0415 - see above

    # Of a phone's picture only the picture; in one thread, since processes share the pictures.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def _check_picture(image: Image.Image, ending: str, *, in_rows: bool) -> None:
    width, height = image.size
    too_large = width * height > MOST_PIXELS if in_rows else _memory(image) > MOST_MEMORY
    if too_large or max(width, height) > LONGEST_SIDE:
        raise UnreadableError(f"ảnh lớn quá: {width} × {height} điểm ảnh")
    if (image.format == "GIF") != (ending == ".gif"):  # all others are converted to the format of their name
        raise UnreadableError(
            f"tên tệp kết thúc bằng {ending} nhưng ảnh thuộc loại {image.format}",
            f"Đổi tên tệp cho kết thúc bằng {'.gif' if image.format == 'GIF' else '.jpg'}, và sửa tên ấy ở chỗ dùng ảnh.",
        )


def _decode_all(image: Image.Image) -> None:
    decoded = 0
    for picture in ImageSequence.Iterator(image):
        picture.load()
        decoded += image.width * image.height
        if decoded > MOST_MOVING:
            raise UnreadableError(
                f"ảnh động dài quá: trên {MOST_MOVING // 1_000_000} triệu điểm ảnh",
                SHORTER,
            )


def orientation_of(image: Image.Image) -> int:
    """Return the EXIF orientation (1 to 8); 1 if it is missing or invalid."""
    if image.format == "PNG":
        image.load()  # EXIF may follow the pixels: getexif would decode them, and its errors are caught below
    try:
        said = image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - of damaged EXIF it can be any; the picture itself may be whole
        return 1
    return said if isinstance(said, int) else 1


def fallback_ending(path: str) -> str:
    """Return the format for browsers that know no AVIF: what may be see-through stays PNG."""
    return "png" if PurePosixPath(path).suffix.lower() == ".png" else "jpg"
