"""Validate a build before release and flush it to disk."""

import filecmp
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from plugins.release.errors import ReleaseError

_LISTED_PROBLEMS = 10
Files = Mapping[str, "os.DirEntry[str]"]


def check_whole(folder: Path) -> None:
    """Raise ReleaseError listing the problems if `folder` is not a complete site.

    A complete site has an index.html, no empty or temporary file, and only folders and regular files: a link could
    publish something outside the release.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        raise ReleaseError("Bản dựng trống: lệnh dựng không ghi tệp nào. Trang đang phục vụ không thay đổi.")
    problems = list(_problems(folder))
    if not (folder / "index.html").is_file():
        problems.insert(0, "thiếu index.html (trang chủ)")
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems[:_LISTED_PROBLEMS])
        rest = len(problems) - _LISTED_PROBLEMS
        more = f"\n  - và {rest} lỗi nữa" if rest > 0 else ""
        raise ReleaseError(
            f"Bản dựng không nguyên vẹn:\n{listed}{more}\n"
            "Hãy dựng lại và xem thông báo của lệnh dựng. Trang đang phục vụ không thay đổi."
        )


def files_of(folder: Path) -> Files:
    """Return the files of a folder by their relative path; none if there is no such folder. Raises OSError."""
    if not folder.is_dir():
        return {}
    return {
        os.path.relpath(entry.path, folder): entry
        for entry in _entries(folder)
        if not entry.is_dir(follow_symlinks=False)
    }


def same_file(mine: os.DirEntry[str], theirs: os.DirEntry[str]) -> bool:
    """Return whether two files have the same bytes. Raises OSError if one cannot be read."""
    # Files that both are hard links to the same build need not be read.
    if mine.inode() == theirs.inode() and mine.stat().st_dev == theirs.stat().st_dev:
        return True
    return filecmp.cmp(mine.path, theirs.path, shallow=False)


def flush(folder: Path, flushed: Files) -> None:
    """Flush a folder to disk, files first, and make it readable for the web server. Raises OSError.

    Files that are links to those of `flushed`, the current release, have been flushed with it.
    """
    entries = list(_entries(folder))
    folders = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    known = {entry.inode() for entry in flushed.values()}
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False) and entry.inode() not in known:
            _flush_one(Path(entry.path), 0o444)
    for path in (*folders, folder):
        _flush_one(path, 0o555)


def _flush_one(path: Path, readable: int) -> None:
    mode = path.stat().st_mode
    if mode & readable != readable:
        path.chmod(mode | readable)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _problems(folder: Path) -> Iterator[str]:
    for entry in _entries(folder):
        path = os.path.relpath(entry.path, folder)
        if entry.is_symlink():
            yield f"{path} là liên kết, không phải tệp"
        elif entry.is_dir():
            continue
        elif not entry.is_file():
            yield f"{path} không phải tệp thường"
        elif entry.name.startswith(".") and entry.name.endswith("~"):
            yield f"{path} là tệp tạm của một lần dựng bị ngắt"
        elif entry.stat().st_size == 0:
            yield f"{path} rỗng"


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path))
