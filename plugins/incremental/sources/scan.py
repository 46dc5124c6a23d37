"""List source files with their stamps (times, size, inode), from which changes are detected without reading files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from fnmatch import translate
from pathlib import Path

ABSENT = "0.0.absent.0"
RACY = 20_000_000  # ns; a file that changed so recently may change again without a new timestamp


def scan(
    root: Path,
    folders: Collection[str],
    excluded: Collection[str],
    ignored: Collection[str],
    extensions: Collection[str],
) -> dict[str, str]:
    """Return the stamp of every source file below `folders` of `root`, by path relative to `root`.

    By the rules of Pelican's `Generator.get_files`: links are followed, `excluded` are folders, `ignored` are name
    patterns.
    """
    endings = tuple(f".{extension}" for extension in extensions)
    shut = {os.path.normpath(os.path.join(root, folder)) for folder in excluded}

    is_ignored = re.compile("|".join(translate(pattern) for pattern in ignored) or r"(?!)").match

    found: dict[str, str] = {}
    for folder in folders:
        start = os.path.join(root, folder) if folder else str(root)
        if os.path.isdir(start):
            found.update(
                _walk(start, Path(os.path.relpath(start, root)).as_posix(), shut, is_ignored, endings)
            )
        elif os.path.exists(start) and start.endswith(endings) and not is_ignored(os.path.basename(start)):
            found[folder] = stamp_of(os.stat(start))
    return found


def _walk(
    start: str, shown: str, shut: set[str], is_ignored: Callable[[str], object], endings: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    waiting = [(start, "" if shown == "." else shown + "/")]
    while waiting:
        folder, prefix = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir():
                    if os.path.normpath(entry.path) not in shut and not is_ignored(name):
                        waiting.append((entry.path, f"{prefix}{name}/"))
                elif name.endswith(endings) and not is_ignored(name):
                    yield f"{prefix}{name}", stamp_of(entry)


def stamp_of(file: os.DirEntry[str] | os.stat_result | None) -> str:
    """Return the stamp of a file; ABSENT for one that cannot be read, such as a broken link, which its reader reports."""
    try:
        status = file.stat() if isinstance(file, os.DirEntry) else file
    except FileNotFoundError:
        status = None
    if status is None:
        return ABSENT
    return f"{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_size}.{status.st_ino}"


def settled(stamp: str, scanned_at: int) -> str:
    """Return the stamp to store for a file scanned at a moment (ns); one that is too recent never compares equal."""
    modified, changed, *_ = stamp.split(".")
    return f"?{stamp}" if max(int(modified), int(changed)) > scanned_at - RACY else stamp
