"""A process that builds once, and then renders single pages from what the build has left in its memory.

This module imports little, so that Ctrl-C is ignored from early on.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

# Imported before an edit starts a build.
MODULES = (
    "plugins.building.build",
    "plugins.building.drafts",
    "plugins.contract.reader",
    "plugins.feeds.publication",
    "plugins.vietnamese.writing",
)


def prepare() -> None:
    """Leave Ctrl-C to the parent process, and import what a build needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # As an exception, which also ends the processes that a build has forked.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for module in MODULES:
        import_module(module)


def work(pipe: Connection) -> None:
    """Build with the arguments that the parent sends, and send `(True, summary, texts)` or `(False, error, [])`.

    After a successful build, answer each path of a text, below the content folder, with its page or None, until the
    parent has ended, however it did.
    """
    prepare()
    try:
        arguments = pipe.recv()
        pages = _build(pipe, arguments)
        while pages is not None:
            path = pipe.recv()
            try:
                page = pages.page(path)
            except Exception:  # noqa: BLE001 - whatever is wrong: the build, which has started too, reports it
                page = None
            pipe.send(page and tuple(page))
    except (EOFError, OSError):
        os._exit(1)


def _build(pipe: Connection, arguments: dict[str, Any]) -> Any:
    """Build, send the result, and return what renders single pages; None if the build failed."""
    built: list[Any] = []
    wants_texts = arguments.pop("wants_texts", False)
    texts: list[Any] = []
    try:
        summary = import_module("plugins.building.build").build(**arguments, built=built.append, texts=texts)
    except BaseException as error:  # noqa: BLE001 - Pelican raises SystemExit
        pipe.send((False, _portable(error), []))
        return None
    gc.freeze()  # Forked processes would copy the pages of all objects when they collect garbage.
    pipe.send((True, summary, texts if wants_texts else []))
    return built[0].single_pages


def _portable(error: BaseException) -> BaseException:
    """Return an error that can be sent to another process, with its traceback as a note."""
    text = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - __reduce__ can raise anything
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(text)
    return error
