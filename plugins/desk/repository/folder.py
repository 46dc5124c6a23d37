"""A content folder on a machine without Git: texts are read, and written as drafts, but nothing can be submitted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn

from plugins.desk.repository.git import blob_id
from plugins.desk.repository.history import History, Version
from plugins.errors.issue import UserError

MISSING = (
    "Máy này chưa có Git, nên chỉ viết và xem trước được, chưa gửi duyệt hay đăng được. Người quản trị cài Git (trên Debian: "
    "apt install git) rồi mở lại bàn biên tập."
)
HIDDEN = "."


class PlainFolder(History):
    """A history without commits: what is in the folder counts as submitted and as published, and there are no versions."""

    missing = MISSING

    def __init__(self, content: Path) -> None:
        self.content = content.resolve()
        self._known: dict[str, tuple[tuple[int, ...], str]] = {}  # stamp and id, by path

    def head(self, branch: str = "HEAD") -> str:
        """Return "": there is no commit."""
        del branch
        return ""

    def read(self, path: str, commit: str = "HEAD") -> bytes | None:
        """Return a file, None if it is not there."""
        del commit
        file = (self.content / path).resolve()
        return file.read_bytes() if file.is_file() and file.is_relative_to(self.content) else None

    def blobs(self, commit: str = "HEAD") -> Mapping[str, str]:
        """Return the ids of all files by their paths. Only files that have changed are read."""
        del commit
        found = {}
        for directory, folders, names in os.walk(self.content):
            folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
            for name in names:
                if not name.startswith(HIDDEN):
                    file = Path(directory, name)
                    path = file.relative_to(self.content).as_posix()
                    found[path] = self._id_of(path, file)
        return found

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return files by their ids; those that do not exist are left out."""
        wanted = set(blobs)
        paths = {blob: path for path, blob in self.blobs().items() if blob in wanted}
        return {blob: content for blob, path in paths.items() if (content := self.read(path)) is not None}

    def versions(self, path: str, *, branch: str = "HEAD", most: int = 100) -> list[Version]:
        """Return no versions."""
        del path, branch, most
        return []

    def submit(self, *_: object, **__: object) -> NoReturn:
        """Raise UserError."""
        raise UserError(MISSING)

    def keep_outside_edit(self, *_: object, **__: object) -> NoReturn:
        """Raise UserError."""
        raise UserError(MISSING)

    def publish(self, *_: object, **__: object) -> NoReturn:
        """Raise UserError."""
        raise UserError(MISSING)

    def update_published(self) -> None:
        """Do nothing: there is no work tree."""

    def _id_of(self, path: str, file: Path) -> str:
        status = file.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = stamp, blob_id(file.read_bytes())
        return known[1]
