"""What a build has written: an output folder before and after, compared file by file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileState:
    """A file's stamp (time of change in ns, inode, size) and the digest of its bytes."""

    stamp: tuple[int, int, int]
    digest: bytes


Snapshot = Mapping[str, FileState]


@dataclass(frozen=True)
class Changes:
    """How many files a build made, changed in content, and removed; and how many it wrote, changed or not."""

    created: int
    changed: int
    removed: int
    written: int


def snapshot(folder: Path, known: Snapshot | None = None) -> dict[str, FileState]:
    """Return the state of every file below `folder`; files whose stamp is that in `known` are not read again."""
    known = known or {}
    found = {}
    for entry in _files(folder):
        name = os.path.relpath(entry.path, folder)
        status = entry.stat()
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        before = known.get(name)
        if before and before.stamp == stamp:
            found[name] = before
        else:
            found[name] = FileState(
                stamp, hashlib.blake2b(Path(entry.path).read_bytes(), digest_size=16).digest()
            )
    return found


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """Compare two snapshots of one folder."""
    both = before.keys() & after.keys()
    created = len(after) - len(both)
    return Changes(
        created=created,
        changed=sum(before[name].digest != after[name].digest for name in both),
        removed=len(before) - len(both),
        written=created + sum(before[name].stamp != after[name].stamp for name in both),
    )


def different(one: Snapshot, other: Snapshot) -> list[str]:
    """Return the names of all files that are not the same, byte for byte, in two snapshots."""
    names = one.keys() | other.keys()
    return sorted(name for name in names if _digest(one, name) != _digest(other, name))


def _digest(states: Snapshot, name: str) -> bytes | None:
    return states[name].digest if name in states else None


def _files(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry
