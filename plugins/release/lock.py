"""One deploy or rollback at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plugins.release.errors import ReleaseError

_held: set[int] = set()


def _let_go() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


# A lock of flock belongs to the open file, which forked children share: a worker of a build that outlives
# its killed parent would hold the lock on. So children close their copy at birth.
os.register_at_fork(after_in_child=_let_go)


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file for as long as the block runs; the kernel lets go of it when the process dies.

    Raises ReleaseError when another process (or thread) holds it, OSError when the file cannot be opened.
    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    _held.add(descriptor)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(
                f"Một lần phát hành hoặc quay lui khác đang chạy trên {lock.parent}{_holder(descriptor)}. "
                "Hãy đợi nó xong rồi chạy lại."
            ) from None
        # Only for the message above: going back must work on a full disk too.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        if descriptor in _held:
            _held.remove(descriptor)
            os.close(descriptor)


def _holder(descriptor: int) -> str:
    process = os.pread(descriptor, 20, 0).decode("ascii", "replace")
    return f" (tiến trình {process})" if process.isdigit() else ""
