"""Pictures at work in a Pelican build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from pelican.generators import Generator

from plugins.agency.emblem import is_drawing, published_drawing
from plugins.contract.body.pictures import PICTURES
from plugins.errors.issue import ContentError, Issue
from plugins.files.atomic import PUBLIC, replace_file
from plugins.images.checking import reported
from plugins.images.making import made, made_moving
from plugins.images.markup import picture_at, with_pictures
from plugins.images.picture import (
    LOCK,
    RECIPE,
    REPLACED,
    Picture,
    UnreadableError,
    fallback_ending,
    read_picture,
)
from plugins.incremental.api import cache_dir, cached, declare_file, digest, prune_cache

Made = tuple[
    str, str, Callable[[], bytes]
]  # path in the output, the name under which it is kept, what makes it
MADE_LIKE = digest(RECIPE).hex()
KNOWN = "known.json"


def add_filters(pelican: Any) -> None:
    """Offer `html | with_pictures(static_content)` and `url | picture_at(alt, static_content)` to templates."""
    filters = {"with_pictures": with_pictures, "picture_at": picture_at}
    pelican.settings["JINJA_FILTERS"].update(filters)


def look_at_pictures(generators: list[Any]) -> None:
    """Take the pictures from the files that Pelican copies, and give each of them its facts, as `picture`.

    Raises ContentError, with all of them, for files that are no pictures.
    """
    context, settings = generators[0].context, generators[0].settings
    files = context["staticfiles"]
    pictures = [file for file in files if PurePosixPath(file.source_path).suffix.lower() in PICTURES]
    with cache_dir(settings, "pictures") as folder:
        known = Known(folder / KNOWN)
        issues = [issue for file in pictures if (issue := _look_at(file, Path(settings["PATH"]), known))]
        known.keep()
    if issues:
        raise ContentError(issues)
    taken = {id(file) for file in pictures}
    context["staticfiles"] = [file for file in files if id(file) not in taken]
    context["picture_files"] = pictures


def _look_at(file: Any, content: Path, known: Known) -> Issue | None:
    try:
        file.picture = known.picture(content / file.source_path, content)
    except UnreadableError as error:
        return Issue(file.get_relative_source_path(), 0, str(error), error.hint)
    file.says = asdict(file.picture)
    return None


class Known:
    """The facts of pictures from the last build, by file and stamp: no file is read twice."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._before: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._before = {}
        self._now: dict[str, Any] = {}

    def picture(self, file: Path, content: Path) -> Picture:
        """Return the facts of a file below the content folder. Raises UnreadableError."""
        stamp = _stamp(file)
        facts = self._before.get(stamp) or self._now.get(stamp)
        if facts is None:
            facts = asdict(read_picture(file, content))
            if _stamp(file) != stamp:
                raise UnreadableError(*REPLACED)
        self._now[stamp] = facts
        return Picture(**facts)

    def keep(self) -> None:
        """Write down what is known now."""
        if self._now != self._before:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, json.dumps(self._now).encode(), mode=PUBLIC, durable=False)


def _stamp(file: Path) -> str:
    """Return what changes with each change of a file, also when it takes another's place (its ctime); the same for links."""
    status = file.stat()
    return f"{MADE_LIKE} {status.st_dev} {status.st_ino} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_size}"


class ImagesGenerator(Generator):
    """Writes all sizes of all pictures that published texts show; each is made once and kept."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer, an SVG emblem among them."""
        self._declare_drawing(writer)
        with cache_dir(self.settings, "pictures") as folder:
            wanted = {}  # by name: two copies of one picture have the same files
            for static in self.context["picture_files"]:
                for name, own, make in self._files(static, folder / LOCK):
                    wanted[name] = (
                        own,
                        partial(_made_once, static.get_relative_source_path(), folder / own, make),
                    )
            for name, (own, make) in wanted.items():
                declare_file(writer, name, own.encode(), make)
            prune_cache(folder, {KNOWN, *(own for own, _ in wanted.values())})

    def _declare_drawing(self, writer: Any) -> None:
        emblem = unquote(self.settings["AGENCY"].emblem.removeprefix("/"))
        if is_drawing(emblem):
            content = Path(self.settings["PATH"])
            fingerprint = hashlib.sha256(published_drawing(emblem, content)).digest()
            declare_file(writer, emblem, fingerprint, partial(published_drawing, emblem, content))

    def _files(self, static: Any, lock: Path) -> Iterator[Made]:
        content = Path(self.settings["PATH"])
        file, picture = content / static.source_path, static.picture
        if not picture.still:
            own = f"{picture.digest}.gif"
            yield static.save_as, own, partial(made_moving, file, root=content, digest=picture.digest)
            return
        # The original is the largest size in the format of its name, for most pictures one of those made anyway.
        format_of_name = file.suffix[1:].lower().replace("jpeg", "jpg")
        endings = ("avif", fallback_ending(static.source_path))
        wanted = {
            picture.name(width, ending): (width, ending) for ending in endings for width in picture.widths
        }
        wanted[static.save_as] = picture.widths[-1], format_of_name
        for name, (width, ending) in wanted.items():
            height = picture.height_at(width)
            make = partial(made, file, width, height, ending, lock, root=content, digest=picture.digest)
            yield name, PurePosixPath(picture.name(width, ending)).name, make


def _made_once(path: str, kept: Path, make: Callable[[], bytes]) -> bytes:
    with reported(path):
        return cached(kept, make)


def generators(_pelican: Any) -> type[ImagesGenerator]:
    """Offer the generator to Pelican."""
    return ImagesGenerator
