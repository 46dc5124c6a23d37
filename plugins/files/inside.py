"""Read a file only if it lies inside a folder at the moment of reading."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "darwin":
    import fcntl


class OutsideError(Exception):
    """The file was replaced by something else after it was checked."""


@contextmanager
def open_regular(file: Path) -> Iterator[BinaryIO]:
    """Open a regular file only: reading a pipe or a device in its place could block or never end.

    Raises OutsideError, OSError.
    """
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OutsideError(f"{file} is not a regular file")
        yield stream


@contextmanager
def open_inside(file: Path, root: Path) -> Iterator[BinaryIO]:
    """Open a regular file inside `root`, after links are resolved, whose real name has the same extension.

    A file may be replaced by a link between a check of its path and its opening, so the opened file itself is asked
    where it is. Raises OutsideError, OSError.
    """
    with open_regular(file) as stream:
        real = _path_of(stream, file)
        if (
            not real.startswith(f"{os.path.realpath(root)}{os.sep}")
            or os.path.splitext(real)[1].lower() != file.suffix.lower()  # noqa: PTH122 - of text, as realpath gives it
        ):
            raise OutsideError(
                f"{file} is not the file that was checked: it was replaced while the site was built"
            )
        yield stream


def _path_of(stream: BinaryIO, file: Path) -> str:
    """Return where an open file is: its name may lead elsewhere by now, also because a folder was exchanged.

    Linux and macOS tell it of the file itself. Elsewhere the name is resolved again and has to lead to the open file.
    """
    if sys.platform == "darwin":
        path = fcntl.fcntl(stream.fileno(), fcntl.F_GETPATH, bytes(1024))
        return os.fsdecode(path.rstrip(b"\0"))
    with suppress(OSError):
        return str(Path(f"/proc/self/fd/{stream.fileno()}").readlink())
    real = os.path.realpath(file)
    if not os.path.samestat(os.fstat(stream.fileno()), Path(real).lstat()):
        raise OutsideError(f"{file} was replaced while it was opened")
    return real


def read_inside(file: Path, root: Path) -> bytes:
    """Return the bytes of a file, opened by `open_inside`. Raises OutsideError, OSError."""
    with open_inside(file, root) as stream:
        return stream.read()
