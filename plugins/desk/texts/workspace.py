"""A copy of the content that may have, for a moment, what somebody is writing: for checks and previews.

Files are hard links to those of the content folder, and are replaced by rename, so that nothing is written there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plugins.files.atomic import PRIVATE, replace_file
from plugins.release.assembly import assemble
from plugins.release.tree import Tree, tree_of

HIDDEN = "."


class Workspace:
    """The copy at `folder` of the content folder `content`. One thread at a time uses it."""

    def __init__(self, content: Path, folder: Path) -> None:
        self.folder = folder
        self._content = content
        self._lock = threading.RLock()

    def refresh(self) -> None:
        """Bring the copy up to date with the content folder, after anything was changed there. Raises OSError."""
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            content = _visible(tree_of(self._content))
            assemble(self.folder, dict.fromkeys(content.inodes, content))

    def take_in(self, paths: Iterable[str]) -> None:
        """Bring some files of the copy up to date. Raises OSError."""
        with self._lock:
            for path in paths:
                self._restore(path)

    def leave_out(self, paths: Iterable[str]) -> bool:
        """Remove some files from the copy until the next refresh; return whether any was there."""
        with self._lock:
            found = [file for path in paths if (file := self.folder / path).is_file()]
            for file in found:
                file.unlink()
            return bool(found)

    @contextmanager
    def having(self, files: Mapping[str, bytes]) -> Iterator[Path]:
        """Let the copy have these files, by their paths, while the block runs; yield its folder. Raises OSError."""
        with self._lock:
            try:
                for path, content in files.items():
                    (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                    replace_file(self.folder / path, content, mode=PRIVATE, durable=False)
                yield self.folder
            finally:
                for path in files:
                    self._restore(path)

    def _restore(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)
        if (self._content / path).is_file():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).hardlink_to(self._content / path)


def _visible(tree: Tree) -> Tree:
    """Return the files of a content folder without hidden ones, such as those of Git."""
    return tree.only(
        [name for name in tree.inodes if not name.startswith(HIDDEN) and f"/{HIDDEN}" not in name]
    )
