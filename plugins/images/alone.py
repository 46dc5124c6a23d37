"""Pictures in an HTML file that stands alone: inside it, so that it needs no network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from plugins.images.checking import reported
from plugins.images.making import FORMATS, made, made_original
from plugins.images.markup import ATTRIBUTE, IMG, img
from plugins.images.picture import LOCK, WIDTHS, Picture, fallback_ending
from plugins.incremental.api import cached

WIDTH = WIDTHS[1]  # fills a column of text; the next size is more than twice as heavy
OF_A_PAGE = frozenset({"loading", "fetchpriority"})  # what is inside has nothing to wait for


def with_pictures_inside(html: str, files: Mapping[str, Any], content: str, kept: Path) -> str:
    """Return an HTML text whose pictures are part of it (`data:`), at most 800 pixels wide; a moving GIF as it is.

    `files` are Pelican's static files by path, `content` is the content folder, `kept` the folder where this package
    keeps what it has made. Raises PageRejectedError if a picture cannot be decoded.
    """

    def replaced(match: Any) -> str:
        attributes = {name: value for name, value in ATTRIBUTE.findall(match[1]) if name not in OF_A_PAGE}
        found = files.get(unquote(attributes["src"]).lstrip("/"))
        picture: Picture | None = getattr(found, "picture", None)
        if found is None or picture is None:
            return str(match[0])
        file = Path(content, found.source_path)
        with reported(file.relative_to(content).as_posix()):
            ending, data = _alone(file, picture, kept)
        source = f"data:image/{FORMATS.get(ending, ending).lower()};base64,{b64encode(data).decode()}"
        return img(attributes | {"src": source})

    return IMG.sub(replaced, html)


def _alone(file: Path, picture: Picture, kept: Path) -> tuple[str, bytes]:
    if not picture.still:
        ending = file.suffix[1:].lower()
        return ending, cached(
            kept / f"{picture.digest}.{ending}", partial(made_original, file, picture, kept / LOCK)
        )
    ending = fallback_ending(file.name)
    width = max(width for width in picture.widths if width <= WIDTH)
    name = PurePosixPath(picture.name(width, ending)).name
    return ending, cached(
        kept / name, partial(made, file, width, picture.height_at(width), ending, kept / LOCK)
    )
