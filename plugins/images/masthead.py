"""The picture behind the masthead: whether it is usable, its files, and how dark and how light it is behind the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, floor
from pathlib import Path

from PIL import Image

from plugins.errors.issue import ContentError, Issue
from plugins.images.making import upright
from plugins.images.picture import (
    REPLACED,
    TURNED,
    Picture,
    UnreadableError,
    decoding,
    fallback_ending,
    orientation_of,
    read_picture,
)

WIDTHS = (1280, 1920)  # theme/components/masthead/picture.css says which screen loads which
LEAST_HEIGHT = 140  # pixels: the masthead's
LEAST_SHAPE = 3  # width by height; of what is taller hardly a strip would show
HINT = (
    "Cắt ảnh thành dải ngang rộng từ {width} điểm ảnh, cao từ {height}, rộng ít nhất gấp {shape} lần cao; "
    "vừa nhất là 1.920 × 240. Không có ảnh như vậy thì bỏ mục masthead_picture."
).format(width=f"{WIDTHS[0]:,}".replace(",", "."), height=LEAST_HEIGHT, shape=LEAST_SHAPE)

# The masthead in rem, as theme/styles/20-page.css, masthead and search/box lay it out on wide screens; a test in a
# browser compares. Its height grows with long names and with a second row for the search.
SCREENS = (48, 56, 64, 80, 100, 120, 160)
HEIGHTS = (7.5, 10.5, 13, 16)
GUTTER, HALF, PADDING = 1, 34, 1
SEARCH, ROW = 14.5, 34.5  # what the search takes of a row, and the least row that has both
# A cell is as wide as a small letter on the most usual screen, 8 pixels of 1920.
COLUMNS = 240


@dataclass(frozen=True)
class MastheadPicture:
    """A usable picture: the URLs of its sizes without their ending, the ending beside `avif`, and the luminance behind the name."""

    small: str
    large: str
    fallback: str
    darkest: float
    lightest: float


def masthead_widths(picture: Picture) -> tuple[int, int]:
    """Return the widths of the two sizes; both are the same if the picture has no more pixels."""
    return WIDTHS[0], min(picture.width, WIDTHS[1])


def masthead_issues(name: str, content: Path) -> Iterator[Issue]:
    """Yield an error if the picture called `name` is broken or of a shape that cannot be used, by its header only."""
    try:
        with decoding(content / name, content) as image:
            turned = orientation_of(image) in TURNED
            _check_shape(*(image.size[::-1] if turned else image.size))
    except UnreadableError as error:
        yield Issue(name, 0, str(error), error.hint)
    except FileNotFoundError:  # is reported with agency.yaml
        pass


def read_masthead_picture(name: str, content: Path) -> MastheadPicture:
    """Return the facts of the picture called `name`, which is decoded twice. Raises ContentError."""
    file = content / name
    try:
        picture = read_picture(file, content)
        _check_shape(picture.width, picture.height)
        with decoding(file, content, picture.digest) as image:
            extent = luminance_behind_name(upright(image, (COLUMNS, 1)))
    except UnreadableError as error:
        raise ContentError([Issue(name, 0, str(error), error.hint)]) from error
    except FileNotFoundError as error:  # removed since agency.yaml was read
        raise ContentError([Issue(name, 0, *REPLACED)]) from error
    small, large = (f"/{picture.name(width, '')}".rstrip(".") for width in masthead_widths(picture))
    return MastheadPicture(small, large, fallback_ending(name), *extent)


def _check_shape(width: int, height: int) -> None:
    if width < WIDTHS[0] or height < LEAST_HEIGHT:
        raise UnreadableError(f"ảnh nhỏ quá để đứng sau tên cơ quan: {width} × {height} điểm ảnh", HINT)
    if width < LEAST_SHAPE * height:
        raise UnreadableError(f"ảnh cao quá để đứng sau tên cơ quan: {width} × {height} điểm ảnh", HINT)


def luminance_behind_name(picture: Image.Image) -> tuple[float, float]:
    """Return the least and the greatest relative luminance (WCAG 2) of the parts that some screen shows behind the name.

    A part is the mean of a cell, and the worst cell counts, not a percentile: a single bright leaf or grain is lost in
    the mean and hides no letter, but one percent of the cells is a whole letter of the name. What is see-through counts as black
    and as white, since the ground below it is chosen by the answer.
    """
    size = COLUMNS, max(1, round(COLUMNS * picture.height / picture.width))
    cells = picture.convert("RGBA").resize(size, Image.Resampling.BOX)
    on_black, on_white = (
        Image.alpha_composite(Image.new("RGBA", size, ground), cells).convert("RGB")
        for ground in ("black", "white")
    )
    parts = set(_parts_behind_name(*size))
    return min(_luminances(on_black, parts)), max(_luminances(on_white, parts))


def _luminances(picture: Image.Image, parts: Iterable[tuple[int, int, int, int]]) -> Iterator[float]:
    found = {picture.crop(part).tobytes() for part in parts}
    colours = {data[start : start + 3] for data in found for start in range(0, len(data), 3)}
    return (_luminance(*colour) for colour in colours)


def _parts_behind_name(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of the name's space on each screen, in cells of a picture that covers the masthead."""
    for screen, tall in product(SCREENS, HEIGHTS):
        cell = max(screen / width, tall / height)
        hidden = (width * cell - screen) / 2, (height * cell - tall) / 2  # on the left, at the top
        left, top, right, bottom = (
            (edge + hidden[number % 2]) / cell for number, edge in enumerate(space_of_name(screen, tall))
        )
        yield floor(left), floor(top), ceil(right), ceil(bottom)


def space_of_name(screen: float, tall: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what emblem and name may take of a masthead, all in rem."""
    gutter = max(GUTTER, screen / 2 - HALF)
    row = screen - 2 * gutter
    name = row - SEARCH if row >= ROW else row
    return gutter, PADDING, gutter + name, tall - PADDING


def contrast(one: float, other: float) -> float:
    """Return the contrast of two relative luminances (WCAG 2): from 1 to 21."""
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour written `#rrggbb`: from 0 to 1."""
    return _luminance(*bytes.fromhex(colour.removeprefix("#")))


def _luminance(red: int, green: int, blue: int) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it
        for value in (red / 255, green / 255, blue / 255)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
