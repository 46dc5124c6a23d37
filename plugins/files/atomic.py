"""Replace a file atomically, without following links that others may have placed in its folder."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from plugins.files.replacing import replace

PRIVATE, PUBLIC = 0o600, 0o644
SCRATCH = ".new"


def replace_file(file: Path, content: bytes, *, mode: int, durable: bool = True) -> None:
    """Replace `file` by `content` in one rename; `mode` holds whatever the umask. Raises OSError.

    The scratch file has a random name in the same folder and is created exclusively, so no existing file or link is
    opened: a link at `file` is itself replaced. With `durable` the new file survives a power failure on return.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{file.name[:40]}.", suffix=SCRATCH, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as written:
            if hasattr(os, "fchmod"):  # Windows has no such modes
                os.fchmod(handle, mode)
            written.write(content)
            if durable:
                written.flush()
                os.fsync(handle)
        replace(scratch, file)
    except BaseException:
        with suppress(OSError):
            Path(scratch).unlink()
        raise
    if durable:
        sync_folder(file.parent)


def remove_scratch_files(file: Path) -> None:
    """Delete what killed processes have left of `replace_file`; only for a file with one writer. Raises OSError."""
    for scratch in file.parent.glob(f".{file.name[:40]}.*{SCRATCH}"):
        scratch.unlink()


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk: without this a new file can be gone after a power failure."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
