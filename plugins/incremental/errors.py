"""Errors while an output is rendered, with the output and the content they belong to."""

from __future__ import annotations

import errno
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pelican.writers import FileOverwriteFailedError

from plugins.incremental.store.ledger import DamagedError
from plugins.incremental.unsupported import PageRejectedError, UnsupportedError
from plugins.incremental.workers import can_be_pickled

MOST = 10  # failed outputs that one build reports
MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


class Failure(NamedTuple):
    """An output that could not be rendered, the path of its content (or an empty text), and the reason."""

    output: str
    content: str
    reason: str

    def __str__(self) -> str:
        return f"{self.output}{f' ({self.content})' if self.content else ''}: {self.reason}"


class RenderError(Exception):
    """Outputs could not be rendered (`failures`); nothing was written. Chained to the cause of the first failure."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__(*failures)
        self.failures = failures

    def __str__(self) -> str:
        return "\n".join(map(str, self.failures))

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the cause when pickled by a worker process, with its traceback as an exception note."""
        return type(self), self.failures, {"__cause__": _portable(self.__cause__)}


def _portable(cause: BaseException | None) -> BaseException | None:
    if cause is None:
        return None
    text = "".join(traceback.format_exception(cause))
    portable = cause if can_be_pickled(cause) else RuntimeError(f"{type(cause).__name__}: {cause}")
    if cause.__traceback__ is not None:
        portable.add_note(text)
    return portable


@contextmanager
def render_errors(output: str, content: str = "") -> Iterator[None]:
    """Convert any error inside to a RenderError naming the output and its content.

    Errors with another cause (the ledger, a full disk, a rejected page) are re-raised unchanged.
    """
    try:
        yield
    except (
        RenderError,
        UnsupportedError,
        PageRejectedError,
        FileOverwriteFailedError,
        DamagedError,
        sqlite3.Error,
    ):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in MACHINE:
            raise
        raise RenderError(Failure(output, content, _reason(error))) from error


def _reason(error: Exception) -> str:
    """Return the error message with file and line of the innermost template in the traceback."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    templates = (frame for frame in frames if not frame.filename.endswith(".py") and frame.filename[0] != "<")
    place = next((f" ({frame.filename}, line {frame.lineno})" for frame in templates), "")
    return f"{type(error).__name__}: {error}{place}"
