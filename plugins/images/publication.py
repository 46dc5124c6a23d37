"""Pictures at work in a Pelican build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from filelock import FileLock
from pelican.generators import Generator

from plugins.agency.pictures import is_drawing, published_drawing
from plugins.contract.body.pictures import PICTURES
from plugins.contract.publication import scheduled_files
from plugins.errors.issue import ContentError, Issue
from plugins.files.atomic import PUBLIC, replace_file
from plugins.images.checking import reported
from plugins.images.making import made, made_moving
from plugins.images.markup import picture_at, thumbnail, with_pictures
from plugins.images.masthead import masthead_widths
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

MADE_LIKE = digest(RECIPE).hex()
KNOWN = "known.json"


def add_filters(pelican: Any) -> None:
    """Offer `html | with_pictures(files)`, `url | picture_at(alt, files)` and `url | thumbnail(files)` to templates."""
    filters = {"with_pictures": with_pictures, "picture_at": picture_at, "thumbnail": thumbnail}
    pelican.settings["JINJA_FILTERS"].update(filters)


def is_picture(path: str) -> bool:
    """Return whether a file is named like a picture."""
    return PurePosixPath(path).suffix.lower() in PICTURES


def look_at_pictures(generators: list[Any]) -> None:
    """Take the pictures from the files that Pelican copies, and give each of them its facts, as `picture`.

    Raises ContentError, with all of them, for files that are no pictures. Those of scheduled texts are decoded too: on
    the day of the text no release must begin to fail.
    """
    context, settings = generators[0].context, generators[0].settings
    files = context["staticfiles"]
    content = Path(settings["PATH"])
    pictures = [file for file in files if is_picture(file.source_path)]
    with cache_dir(settings, "pictures") as folder:
        known = Known(folder / KNOWN)
        issues = [issue for file in pictures if (issue := _look_at(file, content, known))]
        published = {file.get_relative_source_path() for file in pictures}
        scheduled = (path for path in scheduled_files(context) if path not in published and is_picture(path))
        issues += [found for path in scheduled if isinstance(found := _facts(path, content, known), Issue)]
        known.keep()
    if issues:
        raise ContentError(issues)
    taken = {id(file) for file in pictures}
    context["staticfiles"] = [file for file in files if id(file) not in taken]
    context["picture_files"] = pictures


def _look_at(file: Any, content: Path, known: Known) -> Issue | None:
    facts = _facts(file.get_relative_source_path(), content, known)
    if isinstance(facts, Issue):
        return facts
    file.picture, file.says = facts, asdict(facts)
    return None


def _facts(path: str, content: Path, known: Known) -> Picture | Issue:
    try:
        return known.picture(content / path, content)
    except UnreadableError as error:
        return Issue(path, 0, str(error), error.hint)
    except FileNotFoundError:
        return Issue(path, 0, *REPLACED)


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
        """Declare the files to the writer, the agency's drawings among them."""
        self._declare_drawings(writer)
        with cache_dir(self.settings, "pictures") as folder:
            files = [self._files(static, folder) for static in self.context["picture_files"]]
            # The first file of each picture comes first: the process that makes it makes the others, and processes share
            # the list in turn. Two copies of one picture have the same files.
            wanted = {name: file for one in files for name, file in islice(one.items(), 1)}
            wanted |= {name: file for one in files for name, file in one.items() if name not in wanted}
            for name, (own, make) in wanted.items():
                declare_file(writer, name, own.encode(), make)
            prune_cache(folder, {KNOWN, *(own for own, _ in wanted.values())})

    def _declare_drawings(self, writer: Any) -> None:
        content = Path(self.settings["PATH"])
        agency = self.settings["AGENCY"]
        own = {
            unquote(url.removeprefix("/"))
            for url in (agency.emblem, *(link.picture for link in agency.links))
        }
        for name in sorted(filter(is_drawing, own)):
            fingerprint = hashlib.sha256(published_drawing(name, content)).digest()
            declare_file(writer, name, fingerprint, partial(published_drawing, name, content))

    def _files(self, static: Any, folder: Path) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """Return the files of a picture by path in the output: the name under which each is kept, and what makes it."""
        content = Path(self.settings["PATH"])
        file, picture = content / static.source_path, static.picture
        path, source = static.get_relative_source_path(), {"root": content, "digest": picture.digest}
        if not picture.still:
            own = f"{picture.digest}.gif"
            return {static.save_as: (own, partial(_moving, path, folder / own, file, source))}
        # The original is the largest size in the format of its name, for most pictures one of those made anyway.
        format_of_name = PurePosixPath(static.save_as).suffix[1:].lower().replace("jpeg", "jpg")
        endings = ("avif", fallback_ending(static.source_path))
        in_masthead = static.get_relative_source_path() == self.settings["AGENCY"].masthead_picture
        widths = {*picture.widths, *masthead_widths(picture)} if in_masthead else picture.widths
        wanted = {
            picture.name(width, ending): (width, ending)
            for width in sorted(widths, reverse=True)
            for ending in endings
        }
        wanted[static.save_as] = picture.widths[-1], format_of_name
        sizes = {
            PurePosixPath(picture.name(width, ending)).name: (width, picture.height_at(width), ending)
            for width, ending in wanted.values()
        }
        own_names = {name: PurePosixPath(picture.name(*size)).name for name, size in wanted.items()}
        make = partial(made, file, list(sizes.values()), folder / LOCK, **source)
        together = Together(path, folder, tuple(sizes), make)
        return {name: (own, partial(together.file, own)) for name, own in own_names.items()}


@dataclass(frozen=True)
class Together:
    """The files of one picture, by their `names` in `folder`: all are made with the first, so it is decoded once."""

    path: str
    folder: Path
    names: tuple[str, ...]
    make: Callable[[], list[bytes]]

    def file(self, own: str) -> bytes:
        """Return one of the files. Raises PageRejectedError."""
        with reported(self.path):
            return cached(self.folder / own, partial(self._made_alone, own))

    def _made_alone(self, own: str) -> bytes:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f"{self.names[0]}.lock"):
            return cached(self.folder / own, partial(self._made, own))  # another process may have been first

    def _made(self, own: str) -> bytes:
        files = dict(zip(self.names, self.make(), strict=True))
        for name, data in files.items():
            if name != own:
                cached(self.folder / name, partial(bytes, data))
        return files[own]


def _moving(path: str, kept: Path, file: Path, source: dict[str, Any]) -> bytes:
    with reported(path):
        return cached(kept, partial(made_moving, file, **source))


def generators(_pelican: Any) -> type[ImagesGenerator]:
    """Offer the generator to Pelican."""
    return ImagesGenerator
