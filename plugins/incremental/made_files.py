"""Files that a room makes without a template: an index, a picture. Declared in the same way in both modes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican.utils import sanitised_join

from plugins.files.replacing import replace
from plugins.incremental.engine import ledger_file
from plugins.incremental.failure import naming
from plugins.incremental.outputs import Declared
from plugins.incremental.shared import Settings
from plugins.incremental.writer import DeclaringWriter


def declare_made_file(writer: Any, name: str, own: bytes, make: Callable[[], bytes]) -> None:
    """Declare a file of the site; `make` returns its bytes, `own` is a digest of everything that they depend on.

    Under the engine `make` is called, in any process, only if `own` is another than in the last build or the file
    is not as it was; Pelican's own writer writes it at once. What `make` reads of articles, lists, static files and
    templates is noted as for a page, and need not be in `own`. Raises RenderError if `make` fails: the engine when
    all files are made, Pelican's own writer at once.
    """
    if isinstance(writer, DeclaringWriter):
        writer.declare_made(Declared(writer.place(name), "made", b"", own, make))
        return
    with naming(name):
        data = make()
    target = Path(sanitised_join(writer.output_path, name))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


@contextmanager
def folder_to_keep(settings: Any, name: str) -> Iterator[Path]:
    """Give the folder beside the ledger where a room keeps what is dear to make; one for the moment in Pelican's own build."""
    if isinstance(settings, Settings):
        yield ledger_file(settings).with_suffix(f".{name}")
        return
    with TemporaryDirectory(prefix=f"trang-tin-{name}-") as folder:
        yield Path(folder)


def made_once(kept: Path, make: Callable[[], bytes]) -> bytes:
    """Return what was made before and kept under a name that says all it depends on, or make it and keep it.

    Several processes may ask for the same: each writes a file of its own before it takes the name.
    """
    try:
        return kept.read_bytes()
    except OSError:
        data = make()
    kept.parent.mkdir(parents=True, exist_ok=True)
    scratch = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    scratch.write_bytes(data)
    replace(scratch, kept)
    return data


def forget_others(folder: Path, wanted: Collection[str]) -> None:
    """Delete what is kept in a folder under names that are not wanted any more."""
    if folder.is_dir():
        for name in set(os.listdir(folder)).difference(wanted):
            (folder / name).unlink()
