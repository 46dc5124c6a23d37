"""Everything of the engine that other packages may import.

`tests/project/test_engine_api.py` fails when another package imports anything else of `plugins.incremental`.
The functions work the same way in a build with stock Pelican.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican.utils import sanitised_join

from plugins.files.replacing import replace
from plugins.incremental.build import Summary
from plugins.incremental.columns import keep_columns
from plugins.incremental.engine import IncrementalPelican, ledger_file
from plugins.incremental.errors import RenderError, render_errors
from plugins.incremental.explain import UnknownPageError, explain
from plugins.incremental.outputs.content_generator import ContentGenerator, content_generator_finalized
from plugins.incremental.outputs.declared import Declared
from plugins.incremental.outputs.folder import ForeignFolderError
from plugins.incremental.outputs.writer import DeclaringWriter
from plugins.incremental.single_pages import SinglePage, SinglePages
from plugins.incremental.store.ledger import BusyError
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.digest import digest_of_text as digest
from plugins.incremental.tracking.library import Catalogue, content_column, contents_in_use
from plugins.incremental.tracking.lists import ArticleList, column, grouped, neighbours
from plugins.incremental.unsupported import PageRejectedError, UnsupportedError
from plugins.incremental.workers import FORKS, WorkerEndedError

__all__ = [
    "FORKS",
    "ArticleList",
    "BusyError",
    "ContentGenerator",
    "ForeignFolderError",
    "IncrementalPelican",
    "PageRejectedError",
    "RenderError",
    "Settings",
    "SinglePage",
    "SinglePages",
    "Summary",
    "UnknownPageError",
    "UnsupportedError",
    "WorkerEndedError",
    "cache_dir",
    "cached",
    "column",
    "content_column",
    "content_generator_finalized",
    "contents_in_use",
    "declare_file",
    "declare_files",
    "digest",
    "explain",
    "failed_sources",
    "grouped",
    "keep_columns",
    "ledger_file",
    "neighbours",
    "prune_cache",
]


DIGEST_SIZE = len(digest(b""))


def declare_file(writer: Any, name: str, fingerprint: bytes, make: Callable[[], bytes]) -> None:
    """Declare a file of the site that is made without a template, such as an index or a picture.

    `make` returns the bytes of the file; `fingerprint` is a digest of everything that they depend on. The engine
    calls `make`, in any process, only if the fingerprint has changed since the last build or the file was changed
    by hand; stock Pelican's writer writes the file at once. What `make` reads of articles, lists, static files and
    templates is tracked as for a page and need not be part of the fingerprint.

    Raises RenderError if `make` fails: the engine when all files have been made, stock Pelican at once.
    """
    if isinstance(writer, DeclaringWriter):
        writer.add_made_file(Declared(writer.place(name), "made", fingerprint, make))
        return
    with render_errors(name):
        data = make()
    target = Path(sanitised_join(writer.output_path, name))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def declare_files(
    writer: Any, names: Sequence[str], fingerprint: bytes, make: Callable[[str], bytes]
) -> None:
    """Declare files that are made in the same way and differ in their names only, such as one for each article.

    Like `declare_file` for each, but files that are up to date cost almost nothing (see `Outputs.declare_all`).
    """
    if isinstance(writer, DeclaringWriter):
        writer.add_made_files(names, fingerprint, make)
        return
    for name in names:
        declare_file(writer, name, fingerprint, partial(make, name))


@contextmanager
def cache_dir(settings: Any, name: str) -> Iterator[Path]:
    """Yield a package's cache directory beside the ledger; a temporary one in a build with stock Pelican."""
    if isinstance(settings, Settings):
        yield ledger_file(settings).with_suffix(f".{name}")
        return
    with TemporaryDirectory(prefix=f"trang-tin-{name}-") as folder:
        yield Path(folder)


def cached(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return the content of a cached file, made first if it exists neither here nor beside another ledger.

    The name of the file must depend on everything that its content depends on. Several processes may make the same
    file at once: each writes a temporary file of its own and renames it. A file begins with the digest of the rest:
    a power failure may leave an empty one.
    """
    for place in (file, *_siblings(file)):
        try:
            kept = place.read_bytes()
        except OSError:
            continue
        if kept and digest(kept[DIGEST_SIZE:]) == kept[:DIGEST_SIZE]:
            if place != file:
                file.parent.mkdir(parents=True, exist_ok=True)
                _keep(file, kept)
            return kept[DIGEST_SIZE:]
    data = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    _keep(file, digest(data) + data)
    return data


def _siblings(file: Path) -> Iterator[Path]:
    """Yield the places of a cached file beside the other ledgers: `check`, `build` and `deploy` have one each."""
    kind = file.parent.suffix
    if kind:  # none with stock Pelican
        yield from (
            folder / file.name for folder in file.parent.parent.glob(f"*{kind}") if folder != file.parent
        )


def _keep(file: Path, data: bytes) -> None:
    scratch = file.with_name(f"{file.name}.{os.getpid()}.new")
    scratch.write_bytes(data)
    replace(scratch, file)


def prune_cache(folder: Path, wanted: Collection[str]) -> None:
    """Delete the files of a cache directory whose names are not in `wanted`."""
    if folder.is_dir():
        for name in set(os.listdir(folder)).difference(wanted):
            (folder / name).unlink()


def failed_sources(context: Mapping[str, Any]) -> Mapping[str, Exception] | None:
    """Return the exceptions that rejected sources in this build, by path below the content folder.

    Only exceptions with a true attribute `reported` are kept: the engine logs all others, and leaves these to the
    plugin that raised them. They have been pickled in a worker process. Returns None in a build with stock Pelican,
    which does not keep exceptions.
    """
    contents = context["generated_content"]
    return contents.rejected if isinstance(contents, Catalogue) else None
