"""Replace and delete files that another program may have open.

Windows rejects both with PermissionError while a program reads the file: a browser's download from the preview, a
virus scanner, the search index. These close it within a fraction of a second.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ATTEMPTS = 8 if sys.platform == "win32" else 1  # other systems can replace open files
FIRST_PAUSE = 0.02  # seconds, doubled each time: 2.5 s in all


def replace(source: str | Path, target: str | Path) -> None:
    """Rename a file over another one, as `os.replace`. Raises OSError."""
    _again(lambda: os.replace(source, target))  # noqa: PTH105 - for the engine, which handles paths as text


def unlink(file: Path, *, missing_ok: bool = False) -> None:
    """Delete a file, as `Path.unlink`. Raises OSError."""
    _again(lambda: file.unlink(missing_ok=missing_ok))


def _again(action: Callable[[], None]) -> None:
    for attempt in range(ATTEMPTS - 1):
        try:
            action()
        except PermissionError:
            time.sleep(FIRST_PAUSE * 2**attempt)
        else:
            return
    action()
