"""Take in an uploaded file: what it is, and for pictures what is kept of it."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.contract.body.pictures import HEIC, PICTURES
from plugins.contract.site.file_kinds import DOCUMENTS, FIRST_BYTES, wrong_beginning
from plugins.desk.uploads.child import LENGTH, REJECTED
from plugins.desk.uploads.confinement import hide_memory
from plugins.errors.issue import UserError

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60
MEMORY = 1_500_000_000  # bytes of address space; the libraries alone map 400 MB
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
BROKEN = "ảnh hỏng, hoặc mở mất quá nhiều thời gian hay bộ nhớ"
MOST_NAMED = 12


class Opened(NamedTuple):
    """A file as it is kept, with the ending of its name, such as `.jpg`; of a picture also a thumbnail as JPEG."""

    ending: str
    content: bytes
    thumbnail: bytes = b""


_opening = threading.BoundedSemaphore(2)  # a large picture takes 0.8 GB for some seconds


def open_upload(name: str, content: bytes) -> Opened:
    """Return an uploaded file as it is kept. Raises UserError if it is of no kind that the portal publishes, or damaged."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending in PICTURES:
        kept = ".jpg" if ending not in {".png", ".gif"} else ending
        return Opened(kept, *_picture(name, ending, content))
    if ending not in DOCUMENTS:
        raise UserError(
            f"{name}: không nhận loại tệp này. Nhận ảnh ({_listed(PICTURES)}) và tài liệu ({_listed(DOCUMENTS)})."
        )
    if (wrong := wrong_beginning(ending, content[:FIRST_BYTES])) is not None:
        raise UserError(f"{name} {wrong[0]}. {wrong[1]}")
    return Opened(ending, content)


def _listed(endings: frozenset[str]) -> str:
    shown = sorted(ending for ending in endings if ending not in HEIC)
    return ", ".join([*shown[:MOST_NAMED], *(["…"] if len(shown) > MOST_NAMED else [])])


def _picture(name: str, ending: str, content: bytes) -> tuple[bytes, bytes]:
    """Return a picture as it is kept and its thumbnail. It is opened in a process of its own, see `child.py`, with limits and without secrets."""
    hide_memory()
    with tempfile.TemporaryDirectory(prefix="trang-tin-") as folder:
        file = Path(folder, f"anh{ending}")
        file.write_bytes(content)
        command = [sys.executable, "-B", "-m", "plugins.desk.uploads.child", str(file)]
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        environment |= {key: os.environ[key] for key in ("PYTHONPYCACHEPREFIX",) if key in os.environ}
        try:
            with _opening:
                done = subprocess.run(  # noqa: S603 - our own program
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=SECONDS,
                    preexec_fn=None if sys.platform == "win32" else _confine,
                    check=False,
                )
        except subprocess.TimeoutExpired:
            raise UserError(f"{name}: {BROKEN}.") from None
    if done.returncode == REJECTED:
        problem, hint = json.loads(done.stderr)
        raise UserError(f"{name}: {problem}. {hint}")
    length, rest = int.from_bytes(done.stdout[:LENGTH], "big"), done.stdout[LENGTH:]
    if done.returncode or not 0 < length < len(rest):
        raise UserError(f"{name}: {BROKEN}.")
    return rest[:length], rest[length:]


def _confine() -> None:
    """Take away what opening a picture does not need. Called in the child, before the program starts."""
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
