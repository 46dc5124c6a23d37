"""Whether a built folder may be shown to citizens, and that it is on the disk before it is."""

import filecmp
import os
from collections.abc import Iterator
from pathlib import Path

from plugins.release.errors import ReleaseError

_SHOWN_FAULTS = 10


def check_whole(folder: Path) -> None:
    """Raise ReleaseError naming the faults of a folder that is no whole site.

    Whole is: not empty, with an index.html, no HTML file without content, and nothing but folders and
    regular files, since a link would show what is not part of the release.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        raise ReleaseError("Bản dựng trống: lệnh dựng không ghi tệp nào. Trang đang phục vụ không thay đổi.")
    faults = list(_faults(folder))
    if not (folder / "index.html").is_file():
        faults.insert(0, "thiếu index.html (trang chủ)")
    if faults:
        shown = "\n".join(f"  - {fault}" for fault in faults[:_SHOWN_FAULTS])
        rest = len(faults) - _SHOWN_FAULTS
        more = f"\n  - và {rest} lỗi nữa" if rest > 0 else ""
        raise ReleaseError(
            f"Bản dựng không nguyên vẹn:\n{shown}{more}\n"
            "Hãy dựng lại và xem thông báo của lệnh dựng. Trang đang phục vụ không thay đổi."
        )


def is_same(folder: Path, other: Path) -> bool:
    """Tell whether two folders hold the same files with the same bytes; OSError when one cannot be read."""
    mine, theirs = _files(folder), _files(other)
    return mine.keys() == theirs.keys() and all(_equal(mine[name], theirs[name]) for name in mine)


def _files(folder: Path) -> dict[str, os.DirEntry[str]]:
    if not folder.is_dir():
        return {}
    return {
        os.path.relpath(entry.path, folder): entry
        for entry in _entries(folder)
        if not entry.is_dir(follow_symlinks=False)
    }


def _equal(mine: os.DirEntry[str], theirs: os.DirEntry[str]) -> bool:
    # Where both are links to what one build keeps, nothing is read.
    if mine.inode() == theirs.inode() and mine.stat().st_dev == theirs.stat().st_dev:
        return True
    return filecmp.cmp(mine.path, theirs.path, shallow=False)


def flush(folder: Path) -> None:
    """Write a whole folder through to the disk, readable by the web server, whoever built it.

    Raises OSError, e.g. when the disk turns out to be full only now.
    """
    for entry in _entries(folder):
        if not entry.is_dir(follow_symlinks=False):
            _flush_one(Path(entry.path), 0o444)
    for entry in list(_entries(folder)):
        if entry.is_dir(follow_symlinks=False):
            _flush_one(Path(entry.path), 0o555)
    _flush_one(folder, 0o555)


def flush_folder(folder: Path) -> None:
    """Make the names in one folder last through a power cut; OSError when that fails."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_one(path: Path, readable: int) -> None:
    mode = path.stat().st_mode
    if mode & readable != readable:
        path.chmod(mode | readable)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _faults(folder: Path) -> Iterator[str]:
    for entry in _entries(folder):
        place = os.path.relpath(entry.path, folder)
        if entry.is_symlink():
            yield f"{place} là liên kết, không phải tệp"
        elif entry.is_dir():
            continue
        elif not entry.is_file():
            yield f"{place} không phải tệp thường"
        elif place.endswith(".html") and entry.stat().st_size == 0:
            yield f"{place} rỗng"


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path))
