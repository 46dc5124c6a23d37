"""What each release was built from, so that an earlier one can be built again.

target/.sources/<name>.json     the files of a release: path, size, time of change, digest
target/.sources/files/<digest>  each file once, however many releases have it
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from plugins.files.atomic import PRIVATE, replace_file
from plugins.files.linking import link_or_copy
from plugins.release.errors import ReleaseError

READ_ONLY = 0o444  # the file is shared by all who restore it
COPIED = ".copying"


class Recorded(NamedTuple):
    """A file as it was: `changed` is its time of change in nanoseconds since 1970."""

    size: int
    changed: int
    digest: str


@dataclass(frozen=True)
class Record:
    """What a release was built from, by paths such as `content/articles/2024/03/x.md`.

    `withdrawn` are the URLs of texts that only have a notice; `due` is the first moment after the build at which time
    alone changes the portal, in seconds since 1970, None for never.
    """

    files: Mapping[str, Recorded]
    withdrawn: frozenset[str]
    due: float | None


class SourceStore:
    """The sources of the releases of one target, in a folder that only its owner can enter: drafts are among them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, folder / "files"

    def record(
        self, name: str, parts: Mapping[str, Path], withdrawn: Collection[str], due: float | None
    ) -> None:
        """Copy what is not known yet, and record what a release was built from. Raises OSError.

        `parts` are files and folders by the names under which they are recorded. Hidden files are left out. A file counts
        as known if its size and time of change are those of the newest record.
        """
        self._files.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        newest = self.read(max(self._names(), default=""))
        known = newest.files if newest is not None else {}
        files, has_copied = {}, False
        for path, file, status in _walk(parts):
            before = known.get(path)
            same = before is not None and (before.size, before.changed) == (
                status.st_size,
                status.st_mtime_ns,
            )
            with suppress(FileNotFoundError):  # deleted at this moment
                digest = (
                    before.digest if before is not None and same else self._copy(file, status.st_mtime_ns)
                )
                has_copied = has_copied or not same
                files[path] = Recorded(status.st_size, status.st_mtime_ns, digest)
        if has_copied and hasattr(os, "sync"):
            os.sync()  # all copies at once, before the record says that they are there
        found = {"files": files, "withdrawn": sorted(withdrawn), "due": due}
        content = json.dumps(found, ensure_ascii=False)
        replace_file(self._list_of(name), content.encode(), mode=PRIVATE)

    def read(self, name: str) -> Record | None:
        """Return the record of a release; None if there is none, or it is damaged."""
        try:
            found = json.loads(self._list_of(name).read_bytes())
            files = {str(path): Recorded(*file) for path, file in found["files"].items()}
            return Record(files, frozenset(found["withdrawn"]), found["due"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def restore(self, file: Recorded, target: Path) -> None:
        """Put a recorded file at `target`, as a hard link that must not be written to. Raises ReleaseError and OSError."""
        kept = self._files / file.digest
        try:
            intact = hashlib.sha256(kept.read_bytes()).hexdigest() == file.digest
        except FileNotFoundError:
            intact = False
        if not intact:
            raise ReleaseError(
                f"Tệp nguồn đã lưu {kept} bị mất hoặc hỏng. Trang đang phục vụ không thay đổi."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(kept, target)

    def keep(self, names: Collection[str]) -> None:
        """Delete the records of all other releases, and the files that no record needs. Raises OSError."""
        for name in self._names():
            if name not in names:
                self._list_of(name).unlink()
        records = [record for name in self._names() if (record := self.read(name)) is not None]
        needed = {file.digest for record in records for file in record.files.values()}
        if self._files.is_dir():
            for file in self._files.iterdir():
                if file.name not in needed:
                    file.unlink()

    def _has(self, file: Recorded) -> bool:
        try:
            return (self._files / file.digest).stat().st_size == file.size
        except FileNotFoundError:
            return False

    def _names(self) -> list[str]:
        return [file.stem for file in self._folder.glob("*.json")]

    def _list_of(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _copy(self, file: Path, changed: int) -> str:
        """Copy a file to its place, and return its digest; a copy that a kill cuts short is not in its place.

        The copy has the file's time of change: what is restored and built again counts as known, too.
        """
        scratch = self._files / f"{os.getpid()}{COPIED}"
        digest = hashlib.sha256()
        with file.open("rb") as source, scratch.open("wb") as copy:
            while part := source.read(1 << 20):
                digest.update(part)
                copy.write(part)
        os.utime(scratch, ns=(changed, changed))
        scratch.chmod(READ_ONLY)
        scratch.replace(self._files / digest.hexdigest())
        return digest.hexdigest()


def _walk(parts: Mapping[str, Path]) -> Iterator[tuple[str, Path, os.stat_result]]:
    """Yield the files of all parts with their paths, those of a folder in no order."""
    for name, part in parts.items():
        if part.is_dir():
            yield from _files_in(part, name)
        else:
            yield name, part, part.stat()


def _files_in(folder: Path, path: str) -> Iterator[tuple[str, Path, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _files_in(Path(entry.path), f"{path}/{entry.name}")
            elif entry.is_file():
                with suppress(FileNotFoundError):
                    yield f"{path}/{entry.name}", Path(entry.path), entry.stat()
