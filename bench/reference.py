"""What our times are held against, besides the peer: the start of Python with Pelican, and stamping every file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

from bench.environment import WORK, environment
from bench.measure import measure

ROUNDS = 5


def startup_seconds() -> float:
    """Return the median time of `python -c "import pelican"`, as our builds start."""
    command, log = [sys.executable, "-c", "import pelican"], WORK / "import.log"
    return median(measure(command, log, environment()).seconds for _ in range(ROUNDS))


def stamping_seconds(*folders: Path) -> float:
    """Return the median time of one `os.stat` of every file below the folders, whose names are known."""
    files = [entry.path for folder in folders for entry in _files(str(folder))]
    return median(_stamp_all(files) for _ in range(ROUNDS))


def _files(folder: str) -> list[os.DirEntry[str]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            found += _files(entry.path) if entry.is_dir(follow_symlinks=False) else [entry]
    return found


def _stamp_all(files: list[str]) -> float:
    start = time.perf_counter()
    for file in files:
        os.stat(file)  # noqa: PTH116 - Path objects would cost more than the calls
    return time.perf_counter() - start
