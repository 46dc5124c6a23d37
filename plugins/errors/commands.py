"""Commands that messages suggest: they repeat the options of the call, so that they can be run as they are printed."""

from __future__ import annotations

import inspect
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

FOLDERS = ("content", "agency")
STORE = ("store", "prefix")
# The options that a suggested command repeats if the call had them, in this order.
REPEATED = {
    "alert": ("to", *FOLDERS),
    "build": (*FOLDERS, "output"),
    "check": (*FOLDERS, "to"),
    "deploy": ("to", *FOLDERS),
    "desk.run": ("to", *FOLDERS),
    "desk.user": FOLDERS,
    "desk.editor": (),
    "init": (),
    "new": FOLDERS,
    "releases": ("to",),
    "restore": ("file", "root"),
    "rollback": ("to", *FOLDERS),
    "serve": FOLDERS,
    "server": ("root",),
    "visitors.create": STORE,
    "upgrade": ("from_", "root"),
    "visitors.move-day": STORE,
    "visitors.restore": STORE,
}
# One call at a time: a process runs one verb, and its threads see the same options.
_options: dict[str, str] = {}


def command(verb: str, rest: str = "", *, flag: str = "", **options: str) -> str:
    """Return the command line of a verb of `tasks.py`, with the options of the call, quoted for this system.

    `rest` is appended as it is, `flag` is an option of invoke itself, such as `--debug`; `options` replace those of the
    call. Raises KeyError for a verb that is not in REPEATED.
    """
    given = _options | options
    repeated = [f"--{name.rstrip('_')} {quoted(given[name])}" for name in REPEATED[verb] if given.get(name)]
    return " ".join(filter(None, [_invoke(), flag, verb, *repeated, rest]))


def _invoke() -> str:
    """Return how this process was started: on a server without uv by the program of the environment."""
    started = sys.argv[0]
    return quoted(started) if Path(started).name == "invoke" and "UV" not in os.environ else "uv run invoke"


@contextmanager
def options_of_call(**options: str) -> Iterator[None]:
    """Let `command` repeat these options, beside those known already, while the block runs; empty ones are ignored."""
    before = dict(_options)
    _options.update({name: value for name, value in options.items() if value})
    try:
        yield
    finally:
        _options.clear()
        _options.update(before)


def repeats_options(verb: Callable[P, T]) -> Callable[P, T]:
    """Decorate a verb: while it runs, `command` repeats its options."""
    signature = inspect.signature(verb)

    @wraps(verb)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        given = signature.bind(*args, **kwargs).arguments
        with options_of_call(**{name: value for name, value in given.items() if isinstance(value, str)}):
            return verb(*args, **kwargs)

    return call


def quoted(word: str) -> str:
    """Return a word quoted for a command line of this system."""
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)
