"""Give a file a second name, or copy it where the file system cannot."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def link_or_copy(source: str | Path, target: Path) -> None:
    """Make `target` a hard link to `source`, or a copy on another file system. Raises OSError, which names `target`."""
    try:
        os.link(source, target)
    except OSError:
        try:
            shutil.copyfile(source, target, follow_symlinks=False)
        except OSError as error:  # it would name the source, which is not the cause
            raise OSError(error.errno, error.strerror, str(target)) from error
