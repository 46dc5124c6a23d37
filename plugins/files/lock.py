"""A lock file that one process holds at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

# Windows locks the first byte, which others cannot read then, so the process id is written behind it.
PID_OFFSET = 1
PID_WIDTH = 20


class LockedError(Exception):
    """Another process holds the lock. `pid` is its process id, empty if it is not known."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


@contextmanager
def exclusive(file: Path, *, mode: int = 0o644) -> Iterator[None]:
    """Hold the lock `file` while the block runs. The file is created if it is missing, and stays.

    The operating system drops the lock when the process ends, also by `kill -9`. Forked children do not hold it
    (filelock closes their copy), so a worker that outlives its parent does not keep the next build waiting.
    `mode` is that of a new file: who may open it may lock it. Raises LockedError if another process or thread holds it, OSError if the file cannot be opened.
    """
    lock = FileLock(file, mode=mode, blocking=False, preserve_lock_file=True, on_acquired=_write_pid)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(_read_pid(file)) from None
    try:
        yield
    finally:
        lock.release()


def _write_pid(descriptor: int) -> None:
    # Only for messages: a full disk must not prevent a rollback.
    with suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, b"\n" + str(os.getpid()).encode().ljust(PID_WIDTH))


def _read_pid(file: Path) -> str:
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(PID_OFFSET)
            pid = opened.read(PID_WIDTH).decode("ascii", "replace").strip()
    except OSError:
        return ""
    return pid if pid.isdigit() else ""
