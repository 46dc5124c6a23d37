"""Open a file in a separate process that can read only that file and the installed packages, and can write nothing."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from plugins.confinement.restrictions import confine, hide_memory

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
MEMORY = 1_500_000_000  # bytes of address space; the libraries alone map 400 MB
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
REJECTED = 3  # exit status of a file that is rejected with a reason
PACKAGES = ("stdlib", "platstdlib", "purelib", "platlib")

_opening = threading.BoundedSemaphore(2)  # a large picture takes 0.8 GB for some seconds


class RejectedError(Exception):
    """The file is rejected; the message says why, `hint` what to do, both in Vietnamese."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.hint = hint


class FailedError(Exception):
    """The file could not be opened within the limits."""


def open_confined(module: str, name: str, content: bytes) -> bytes:
    """Return what `python -m MODULE FILE` prints for a file with this name. Raises RejectedError or FailedError.

    The module ends with a call of `answer`.
    """
    hide_memory()
    with tempfile.TemporaryDirectory(prefix="trang-tin-") as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        environment |= {key: os.environ[key] for key in ("PYTHONPYCACHEPREFIX",) if key in os.environ}
        try:
            with _opening:
                done = subprocess.run(  # noqa: S603 - our own program
                    [sys.executable, "-B", "-m", module, str(file)],
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=SECONDS,
                    preexec_fn=None if sys.platform == "win32" else _limit,
                    check=False,
                )
        except subprocess.TimeoutExpired:
            raise FailedError from None
    if done.returncode == REJECTED:
        raise RejectedError(*json.loads(done.stderr))
    if done.returncode:
        raise FailedError
    return done.stdout


def answer(read: Callable[[Path], bytes], needed: Sequence[str] = ()) -> None:
    """Give up everything but reading the named file and the packages, then print what `read` returns for it.

    `needed` are modules that load libraries later otherwise, which they could not. `read` raises RejectedError.
    """
    file = Path(sys.argv[1])
    for module in needed:
        importlib.import_module(module)
    confine([file.parent, ROOT / "plugins", *(Path(sysconfig.get_path(name)) for name in PACKAGES)])
    try:
        sys.stdout.buffer.write(read(file))
    except RejectedError as error:
        sys.stderr.write(json.dumps([str(error), error.hint]))
        raise SystemExit(REJECTED) from None


def _limit() -> None:
    """Take away what opening a file does not need. Called in the child, before the program starts."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    with suppress(OSError, AttributeError):
        # A network with nothing in it. Where the system forbids this, the unit's own sandbox remains.
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
