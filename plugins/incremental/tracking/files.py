"""Track files that are opened while a page is rendered or a source is parsed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.files.inside import OutsideError, open_regular
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.digest import digest_of_text

WRITING = os.O_WRONLY | os.O_RDWR
LARGEST = 64 * 2**20
CODE = (".py", ".pyc", ".so")  # part of the fingerprint of code, not of a page

_known: tuple[str, ...] = ()
_watching = False


def watch(known: Iterable[Path]) -> None:
    """Record every file opened for reading while tracking is on, except code and files below the `known` folders."""
    global _known, _watching  # noqa: PLW0603 - an audit hook cannot be removed, so it is added once
    _known = tuple(f"{os.path.abspath(folder)}{os.sep}" for folder in known)
    if not _watching:
        sys.addaudithook(_on_audit_event)
        _watching = True


def _on_audit_event(event: str, arguments: tuple[Any, ...]) -> None:
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
    """Return the current digest of a file; `absent` if it cannot be read."""
    try:
        return digest_of_text(Path(path).read_bytes())
    except OSError:
        return b"absent"


def digest_of_source(file: Path) -> tuple[bytes, os.stat_result | None]:
    """Return the digest of a source file's bytes, and the status of the very file that was read.

    A file that cannot be read, such as a broken link, has the digest of an empty file. The digest of a file larger than
    LARGEST bytes is random, so that it is parsed in each build: its reader may reject it without reading it whole.
    """
    try:
        with open_regular(file) as stream:
            data, status = stream.read(LARGEST + 1), os.fstat(stream.fileno())
    except (OSError, OutsideError):
        data, status = b"", None
    return digest_of_text(data) if len(data) <= LARGEST else os.urandom(12), status
