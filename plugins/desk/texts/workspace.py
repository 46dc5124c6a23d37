"""A copy of the content with what people are writing in it: what previews are built from and checks look at.

Files are hard links to those of the content folder, and are replaced by rename, so that nothing is written there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plugins.files.atomic import PRIVATE, replace_file
from plugins.release.assembly import assemble
from plugins.release.tree import Tree, tree_of

HIDDEN = "."


class Workspace:
    """The copy at `folder` of the content folder `content`. One thread at a time changes it."""

    def __init__(self, content: Path, folder: Path) -> None:
        self.folder = folder / "content"
        self._content = content
        self._written = folder / "written"  # what is not in the content folder, at the same paths
        self._lock = threading.RLock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no other thread change the copy while the block runs."""
        with self._lock:
            yield

    def refresh(self) -> None:
        """Bring the copy up to date with the content folder, after anything was changed there."""
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._written.mkdir(parents=True, exist_ok=True)
            content, written = _visible(tree_of(self._content)), tree_of(self._written)
            assemble(
                self.folder, dict.fromkeys(content.inodes, content) | dict.fromkeys(written.inodes, written)
            )

    def put(self, files: Mapping[str, bytes | None]) -> None:
        """Write files into the copy, as somebody is writing them; None takes back what was put there before."""
        with self._lock:
            for path, content in files.items():
                written, seen = self._written / path, self.folder / path
                if content is None:
                    written.unlink(missing_ok=True)
                    seen.unlink(missing_ok=True)
                    if (self._content / path).is_file():
                        seen.hardlink_to(self._content / path)
                    continue
                written.parent.mkdir(parents=True, exist_ok=True)
                seen.parent.mkdir(parents=True, exist_ok=True)
                if not written.exists() or written.read_bytes() != content:
                    replace_file(written, content, mode=PRIVATE, durable=False)
                if not seen.exists() or not seen.samefile(written):
                    seen.unlink(missing_ok=True)
                    seen.hardlink_to(written)


def _visible(tree: Tree) -> Tree:
    """Return the files of a content folder without hidden ones, such as those of Git."""
    return tree.only(
        [name for name in tree.inodes if not name.startswith(HIDDEN) and f"/{HIDDEN}" not in name]
    )
