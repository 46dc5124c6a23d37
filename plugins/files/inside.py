"""Read a file only if it lies inside a folder at the moment of reading."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


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

    A file may be replaced by a link between a check of its path and its opening, so the opened file itself is compared
    with the file at the resolved path. Raises OutsideError, OSError.
    """
    with open_regular(file) as stream:
        opened = os.fstat(stream.fileno())
        real = os.path.realpath(file)
        if (
            not real.startswith(f"{os.path.realpath(root)}{os.sep}")
            or os.path.splitext(real)[1].lower() != file.suffix.lower()  # noqa: PTH122 - of text, as realpath gives it
            or not os.path.samestat(opened, Path(real).lstat())
        ):
            raise OutsideError(
                f"{file} is not the file that was checked: it was replaced while the site was built"
            )
        yield stream


def read_inside(file: Path, root: Path) -> bytes:
    """Return the bytes of a file, opened by `open_inside`. Raises OutsideError, OSError."""
    with open_inside(file, root) as stream:
        return stream.read()
