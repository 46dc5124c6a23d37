"""One deploy or rollback at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.files.lock import LockedError, exclusive
from plugins.release.errors import ReleaseError


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file of a target folder while the block runs.

    Raises ReleaseError if another deploy or rollback holds it, OSError if the file cannot be opened.
    """
    try:
        with exclusive(lock):
            yield
    except LockedError as error:
        holder = f" (tiến trình {error.pid})" if error.pid else ""
        raise ReleaseError(
            f"Một lần phát hành hoặc quay lui khác đang chạy trên {lock.parent}{holder}. "
            "Hãy đợi nó xong rồi chạy lại."
        ) from None
