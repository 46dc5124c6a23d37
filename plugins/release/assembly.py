"""Put the folder of the next release together from hard links, and flush what is new in it.

The folder may have the files of an old release, which are nearly all files of the next one: then only what differs is
changed, so that the work follows the change and not the size of the portal.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from plugins.files.linking import link_or_copy
from plugins.release.tree import Tree, tree_of


def assemble(folder: Path, wanted: Mapping[str, Tree]) -> set[str]:
    """Give a folder exactly the files in `wanted`, each linked or copied from a tree; return the names of those put there.

    Raises the first OSError: on a full disk every file has one.
    """
    present = tree_of(folder)
    device = folder.stat().st_dev
    linked = {
        name
        for name, inode in present.inodes.items()
        if name in wanted and wanted[name].device == device and wanted[name].inodes[name] == inode
    }
    removed = present.inodes.keys() - linked
    for name in removed:
        os.unlink(f"{folder}/{name}")  # noqa: PTH108 - of tens of thousands of names
    for path in sorted(folders_of(removed) - folders_of(wanted), reverse=True):
        (folder / path).rmdir()
    missing = wanted.keys() - linked
    for path in sorted(folders_of(missing)):
        with suppress(FileExistsError):
            (folder / path).mkdir()
    for name in missing:
        link_or_copy(f"{wanted[name].folder}/{name}", folder / name)
    return missing | removed


def flush(folder: Path, names: Iterable[str], changed: Iterable[str]) -> None:
    """Flush the files in `names`, and the folders of all that is `changed`; make them readable for the web server.

    Names are relative to `folder`. Raises OSError.
    """
    for name in names:
        _flush_one(folder / name, 0o444)
    for path in folders_of(changed):
        if (folder / path).is_dir():  # it is gone with its last file
            _flush_one(folder / path, 0o555)


def folders_of(names: Iterable[str]) -> set[str]:
    """Return the folders of some files and all folders above, with "" for the first one.

    >>> sorted(folders_of(["2024/03/index.html"]))
    ['', '2024', '2024/03']
    """
    found = {""}
    for name in names:
        path = name.rpartition("/")[0]
        while path not in found:
            found.add(path)
            path = path.rpartition("/")[0]
    return found


def _flush_one(path: Path, readable: int) -> None:
    mode = path.stat().st_mode
    if mode & readable != readable:
        path.chmod(mode | readable)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
