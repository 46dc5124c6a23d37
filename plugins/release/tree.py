"""The files of a folder, compared with those of another without reading what both share as hard links."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Tree:
    """The files of a folder: the inode of each by its path, such as `2024/03/x/index.html`.

    Only folders are read to find them: 45,000 files take 0.2 s.
    """

    folder: Path
    device: int = 0
    inodes: Mapping[str, int] = field(default_factory=dict)

    def only(self, names: Collection[str]) -> Tree:
        """Return the same tree with those of its files that are in `names`."""
        return Tree(self.folder, self.device, {name: self.inodes[name] for name in names})

    def shares(self, name: str, other: Tree) -> bool:
        """Return whether a file here and that of the same name in `other` are hard links to one file."""
        return self.inodes[name] == other.inodes.get(name) and self.device == other.device

    def differing(self, other: Tree) -> set[str]:
        """Return the files that `other` lacks or that have other bytes there. Raises OSError."""
        return {
            name
            for name in self.inodes
            if not self.shares(name, other) and not (name in other.inodes and self._equals(name, other))
        }

    def size(self, name: str) -> int:
        """Return the bytes of a file. Raises OSError."""
        return os.lstat(f"{self.folder}/{name}").st_size

    def _equals(self, name: str, other: Tree) -> bool:
        return filecmp.cmp(f"{self.folder}/{name}", f"{other.folder}/{name}", shallow=False)


def tree_of(folder: Path) -> Tree:
    """Return the files of a folder and its subfolders, links and the like among them; none if there is no such folder.

    Raises OSError.
    """
    inodes: dict[str, int] = {}

    def scan(path: str, prefix: str) -> None:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    scan(entry.path, f"{prefix}{entry.name}/")
                else:
                    inodes[prefix + entry.name] = entry.inode()

    if not folder.is_dir():
        return Tree(folder)
    scan(str(folder), "")
    return Tree(folder, folder.stat().st_dev, inodes)
