"""Files that somebody opens by hand while a page is rendered or a source is read: they count as read too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.digest import digest_of_text

WRITING = os.O_WRONLY | os.O_RDWR
LARGEST = 64 * 2**20
CODE = (".py", ".pyc", ".so")  # belongs to the world, not to a page

_known: tuple[str, ...] = ()
_watching = False


def watch(known: Iterable[Path]) -> None:
    """Note every file that is opened for reading while something records, except below the `known` folders and code."""
    global _known, _watching  # noqa: PLW0603 - an audit hook stays for the life of the process, one is enough
    _known = tuple(f"{os.path.abspath(folder)}{os.sep}" for folder in known)
    if not _watching:
        sys.addaudithook(_heard)
        _watching = True


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or tracker.current is None:
        return
    path, _, flags = arguments
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str) or path.endswith(CODE) or (isinstance(flags, int) and flags & WRITING):
        return
    path = os.path.abspath(path)
    if not path.startswith(_known):
        tracker.current.files.add(path)


def digest_of_file(path: str) -> bytes:
    """Return the digest of what a file says now; of one that is not there or cannot be read, `absent`."""
    try:
        return digest_of_text(Path(path).read_bytes())
    except OSError:
        return b"absent"


def digest_of_source(file: Path) -> bytes:
    """Return the digest of a source file's bytes.

    One that cannot be read, such as a link that leads nowhere, has that of an empty file. One of more than LARGEST bytes
    never equals another digest, so that it is read in each build: its reader may reject it without reading it whole.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        data = b""
    return digest_of_text(data) if len(data) <= LARGEST else os.urandom(12)
