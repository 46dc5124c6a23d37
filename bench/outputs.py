"""What a build changed in a folder, and how much an article takes in it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

PICTURE = re.compile(r".*\.(?:avif|jpg|webp)")
# Files that are there for articles: their own, and the lists whose number or length grows with that of articles.
OF_ARTICLES = re.compile(
    r"\d{4}/.*|qr/.*|so-do/.*|sitemap\.xml|luot-truy-cap/cac-trang.*|tim-kiem/tieu-de/.*|pagefind/(?:fragment|index|.*meta).*"
)


class FileState(NamedTuple):
    """A file's stamp (mtime in ns, inode, size) and the digest of its bytes."""

    stamp: tuple[int, int, int]
    digest: bytes


Snapshot = Mapping[str, FileState]
ABSENT = FileState((0, 0, 0), b"")


def snapshot(folder: Path, known: Snapshot | None = None) -> dict[str, FileState]:
    """Return the state of every file below `folder`; files with the same stamp as in `known` are not read again."""
    known = known or {}
    found = {}
    for path, _, names in os.walk(folder):
        for file in (Path(path, name) for name in names):
            name = os.path.relpath(file, folder)
            status = file.stat()
            stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
            state = known.get(name)
            if state is None or state.stamp != stamp:
                state = FileState(stamp, hashlib.blake2b(file.read_bytes(), digest_size=16).digest())
            found[name] = state
    return found


def changed_files(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the names of files that were created, deleted or changed in content."""
    names = before.keys() | after.keys()
    return sorted(name for name in names if before.get(name, ABSENT).digest != after.get(name, ABSENT).digest)


def count_written(before: Snapshot, after: Snapshot, but: str = "//") -> int:
    """Count the files that were written, also those whose content stayed the same, except below the folder `but`."""
    return sum(
        before.get(name, ABSENT).stamp != state.stamp
        for name, state in after.items()
        if not name.startswith(but)
    )


class Footprint(NamedTuple):
    """How much an article takes: files, and bytes beyond its own text and pictures."""

    files: float
    extra_bytes: float


def footprint(state: Snapshot, texts: Iterable[int]) -> Footprint:
    """Return what an article takes in an output; `texts` are the bytes of each article's own text (title, summary, body).

    All files but pictures are counted. Of bytes, those of files that belong to no article (theme, feeds, home page, lists
    of sections) are left out, as are pictures: their number does not grow with that of articles.
    """
    sizes = list(texts)
    files = {name: file.stamp[2] for name, file in state.items() if not PICTURE.fullmatch(name)}
    own = sum(size for name, size in files.items() if OF_ARTICLES.fullmatch(name))
    return Footprint(len(files) / len(sizes), (own - sum(sizes)) / len(sizes))
