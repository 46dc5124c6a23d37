"""Compress the text files of a release once, so that the web server does not do it for each request.

Beside `x.html` stand `x.html.gz` and `x.html.br`, which nginx sends instead (`gzip_static`, `brotli_static`).
"""

import gzip
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import brotli

from plugins.files.linking import link_or_copy
from plugins.release.whole import Files, same_file

TEXTS = {".html", ".css", ".js", ".svg", ".xml", ".json", ".webmanifest", ".txt", ".csv", ".md", ".vtt"}
SMALLEST = 256  # bytes; below, the headers weigh more
GZ, BR = ".gz", ".br"
# Brotli 9 makes a page of 20 kB 7 % smaller than gzip, in 0.9 ms; 11 makes it 13 % smaller, in 31 ms. Everybody loads the
# style sheets and scripts, and a release has few of them.
QUALITY, QUALITY_OF_ASSETS = 9, 11
ASSETS = {".css", ".js"}
# Windows as large as the file: with one of 4 MB, Brotli 9 takes 19 ms a page.
LEAST_WINDOW, MOST_WINDOW = 16, 22


def compress(release: Path, files: Files, before: Mapping[str, "os.DirEntry[str]"]) -> None:
    """Write the compressed forms of the text files of a release beside them. Raises OSError.

    `files` are the files of the release, `before` all those of the current one, whose compressed forms are used again
    where the file is the same. What does not become smaller has no compressed form.
    """

    def one(name: str) -> None:
        file = release / name
        if name in before and same_file(files[name], before[name]):
            known = [
                (name + ending, before[name + ending].path) for ending in (GZ, BR) if name + ending in before
            ]
            if len(known) == len((GZ, BR)):
                for other, path in known:
                    link_or_copy(path, release / other)
                return
        data = file.read_bytes()
        for ending, small in ((GZ, _gzipped(data)), (BR, _brotli(data, file.suffix))):
            if len(small) < len(data) and name + ending not in files:
                (release / (name + ending)).write_bytes(small)

    names = [name for name, entry in files.items() if _is_text(name) and entry.stat().st_size >= SMALLEST]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for _ in threads.map(one, names, chunksize=1):
            pass


def uncompressed(files: Files) -> dict[str, "os.DirEntry[str]"]:
    """Return the files of a release without those that `compress` has made of others."""
    return {name: entry for name, entry in files.items() if not _is_made(name, files)}


def _is_made(name: str, files: Files) -> bool:
    stem, ending = os.path.splitext(name)  # noqa: PTH122 - of tens of thousands of names
    return ending in (GZ, BR) and stem in files and _is_text(stem)


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix in TEXTS


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)  # no time: the same file has the same bytes


def _brotli(data: bytes, suffix: str) -> bytes:
    window = min(max(LEAST_WINDOW, len(data).bit_length()), MOST_WINDOW)
    quality = QUALITY_OF_ASSETS if suffix in ASSETS else QUALITY
    small: bytes = brotli.compress(data, quality=quality, lgwin=window, mode=brotli.MODE_TEXT)  # type: ignore[no-untyped-call]  # it has no types
    return small
