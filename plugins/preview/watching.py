"""Which changes on the disk are edits."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from watchfiles import Change, awatch

from plugins.preview.errors import PreviewError

_PASSING_NAMES = ("4913", "__pycache__", "node_modules")
_PASSING_STARTS = (".", "#", "~$")
_PASSING_ENDS = (
    "~",
    "#",
    ".swp",
    ".swx",
    ".tmp",
    ".bak",
    ".part",
    ".crdownload",
    ".pyc",
    "___jb_tmp___",
    "___jb_old___",
)


class Edits:
    """Watches folders (with all below them) and single files for edits, except those below `output`.

    Hidden files, editors' temporary files and `__pycache__` are no edits. Raises PreviewError when one of the
    paths is not there.
    """

    def __init__(self, watch: Sequence[Path], output: Path) -> None:
        paths = [path.resolve() for path in watch]
        for path in paths:
            if not path.exists():
                raise PreviewError(f"Không có {path} để theo dõi. Hãy kiểm tra lại đường dẫn.")
        self._output = output.resolve()
        self._folders = [path for path in paths if path.is_dir()]
        # Editors replace a file by a rename, which a watch on the file itself does not survive.
        self._files = [path for path in paths if path.is_file() and not self._in_folders(path)]

    async def follow(self, edited: asyncio.Event) -> None:
        """Set `edited` on each edit, until cancelled."""
        followers = [
            _follow(self._folders, self._is_edit, edited, recursive=True),
            _follow({file.parent for file in self._files}, self._is_file, edited, recursive=False),
        ]
        await asyncio.gather(*followers)

    def _is_edit(self, _: Change, changed: str) -> bool:
        path = Path(changed)
        if path.is_relative_to(self._output):
            return False
        return any(
            not any(_is_passing(part) for part in path.relative_to(folder).parts)
            for folder in self._folders
            if path.is_relative_to(folder)
        )

    def _is_file(self, _: Change, changed: str) -> bool:
        return Path(changed) in self._files

    def _in_folders(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self._folders)


async def _follow(
    paths: Collection[Path], is_edit: Callable[[Change, str], bool], edited: asyncio.Event, *, recursive: bool
) -> None:
    if not paths:
        return
    async for _ in awatch(*paths, watch_filter=is_edit, recursive=recursive, ignore_permission_denied=True):
        edited.set()


def _is_passing(name: str) -> bool:
    return name in _PASSING_NAMES or name.startswith(_PASSING_STARTS) or name.lower().endswith(_PASSING_ENDS)
