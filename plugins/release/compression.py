"""Compress the text files of a release once, so that the web server does not do it for each request.

Beside `x.html` stand `x.html.gz` and `x.html.br`, which nginx sends instead (`gzip_static`, `brotli_static`).
"""

import gzip
import os
import zlib
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from plugins.release.errors import ReleaseError
from plugins.release.tree import Tree

TEXTS = {".html", ".css", ".js", ".svg", ".xml", ".json", ".webmanifest", ".txt", ".csv", ".md", ".vtt"}
SMALLEST = 256  # bytes; below, the headers weigh more
GZ, BR = ".gz", ".br"
# Brotli 9 makes a page of 20 kB 7 % smaller than gzip, in 0.9 ms; 11 makes it 13 % smaller, in 31 ms. Everybody loads the
# style sheets and scripts, and a release has few of them.
QUALITY, QUALITY_OF_ASSETS = 9, 11
ASSETS = {".css", ".js"}
# Windows as large as the file: with one of 4 MB, Brotli 9 takes 19 ms a page.
LEAST_WINDOW, MOST_WINDOW = 16, 22


def compress(release: Path, names: Collection[str]) -> list[str]:
    """Write the compressed forms of some files of a release beside them, and return the names of what was written.

    What does not become smaller has no compressed form, nor have files that are no text. Files that are there already are
    those of the site. Raises OSError.
    """

    def one(name: str) -> list[str]:
        file = release / name
        data = file.read_bytes() if file.stat().st_size >= SMALLEST else b""
        written = []
        for ending, compressed in ((GZ, _gzipped), (BR, _brotli)):
            form = file.with_name(file.name + ending)
            if data and not form.exists() and len(small := compressed(data, file.suffix)) < len(data):
                form.write_bytes(small)
                written.append(name + ending)
        return written

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [other for written in threads.map(one, filter(_is_text, names)) for other in written]


def compressed_forms(names: Iterable[str], release: Tree) -> list[str]:
    """Return the compressed forms that a release has of some of its files."""
    forms = [name + ending for name in names if _is_text(name) for ending in (GZ, BR)]
    return [form for form in forms if form in release.inodes]


def check_own_forms(site: Tree) -> None:
    """Raise ReleaseError if a file of the site has the name of a compressed form, such as `a.csv.gz`, and other content.

    The web server would send it in place of the file beside it. Raises OSError.
    """
    for name in site.inodes:
        if _is_made(name, site.inodes):
            stem, ending = name.rpartition(".")[0], name[-len(GZ) :]
            if not _expands_to(site.folder / name, ending, (site.folder / stem).read_bytes()):
                raise ReleaseError(
                    f"{name} không phải bản nén của {stem}, mà máy chủ web sẽ gửi nó thay cho {stem}. Đổi tên một trong hai "
                    "tệp rồi chạy lại. Trang đang phục vụ không thay đổi."
                )


def _expands_to(form: Path, ending: str, data: bytes) -> bool:
    """Return whether a compressed file holds `data`; hardly more than that is unpacked."""
    try:
        if ending == GZ:
            with gzip.open(form) as file:
                return file.read(len(data) + 1) == data
        unpacker = brotli.Decompressor()
        found: bytes = unpacker.process(form.read_bytes(), output_buffer_limit=len(data) + 1)
        return found == data and bool(unpacker.is_finished())
    except (EOFError, OSError, zlib.error, brotli.error):
        return False


def without_form(names: Iterable[str], forms: Iterable[str]) -> set[str]:
    """Return the text files in `names` of which `forms` has no compressed form: an earlier version may not have made any."""
    compressed = {form.rpartition(".")[0] for form in forms}
    return {name for name in names if _is_text(name) and name not in compressed}


def uncompressed(release: Tree, site: Tree) -> Tree:
    """Return the files of a release without those that `compress` has made of others, which `site` lacks."""
    return release.only(
        [name for name in release.inodes if name in site.inodes or not _is_made(name, release.inodes)]
    )


def _is_made(name: str, names: Collection[str]) -> bool:
    if not name.endswith((GZ, BR)):
        return False
    stem = name.rpartition(".")[0]
    return stem in names and _is_text(stem)


def _is_text(name: str) -> bool:
    return os.path.splitext(name)[1] in TEXTS  # noqa: PTH122 - of tens of thousands of names


def _gzipped(data: bytes, _suffix: str) -> bytes:
    return gzip.compress(data, mtime=0)  # no time: the same file has the same bytes


def _brotli(data: bytes, suffix: str) -> bytes:
    window = min(max(LEAST_WINDOW, len(data).bit_length()), MOST_WINDOW)
    quality = QUALITY_OF_ASSETS if suffix in ASSETS else QUALITY
    small: bytes = brotli.compress(data, quality=quality, lgwin=window, mode=brotli.MODE_TEXT)  # type: ignore[no-untyped-call]  # it has no types
    return small
