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

from plugins.files.atomic import PRIVATE, replace_file, sync_folder
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
    ) -> list[str]:
        """Copy what is not known yet, record what a release was built from, and return what was copied. Raises OSError.

        `parts` are files and folders by the names under which they are recorded. Hidden files are left out. A file counts
        as known if its size and time of change are those of the newest record.
        """
        self._files.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        newest = self.read(max(self._names(), default=""))
        known = newest.files if newest is not None else {}
        files: dict[str, Recorded] = {}
        copied: list[str] = []
        for path, file, status in _walk(parts):
            before = known.get(path)
            if before is not None and before[:2] == (status.st_size, status.st_mtime_ns):
                files[path] = before
                continue
            with suppress(FileNotFoundError):  # deleted at this moment
                files[path] = Recorded(
                    status.st_size, status.st_mtime_ns, self._copy(file, status.st_mtime_ns)
                )
                copied.append(path)
        if copied:
            sync_folder(self._files)
        found = {"files": files, "withdrawn": sorted(withdrawn), "due": due}
        content = json.dumps(found, ensure_ascii=False)
        replace_file(self._list_of(name), content.encode(), mode=PRIVATE)
        return copied

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
        needed = {digest for name in self._names() for digest in self._digests(name)}
        if self._files.is_dir():
            for file in self._files.iterdir():
                if file.name not in needed:
                    file.unlink()

    def _digests(self, name: str) -> list[str]:
        """Return the digests in a record; of a damaged one all that can be read."""
        try:
            return [file[2] for file in json.loads(self._list_of(name).read_bytes())["files"].values()]
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            return []

    def _names(self) -> list[str]:
        return [file.stem for file in self._folder.glob("*.json")]

    def _list_of(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _copy(self, file: str, changed: int) -> str:
        """Copy a file to its place, and return its digest; a copy that a kill cuts short is not in its place.

        The copy has the file's time of change: what is restored and built again counts as known, too.
        """
        scratch = self._files / f"{os.getpid()}{COPIED}"
        digest = hashlib.sha256()
        with Path(file).open("rb") as source, scratch.open("wb") as copy:
            while part := source.read(1 << 20):
                digest.update(part)
                copy.write(part)
            copy.flush()
            os.fsync(copy.fileno())
        os.utime(scratch, ns=(changed, changed))
        scratch.chmod(READ_ONLY)
        scratch.replace(self._files / digest.hexdigest())
        return digest.hexdigest()


def _walk(parts: Mapping[str, Path]) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield the files of all parts with their paths, those of a folder in no order."""
    for name, part in parts.items():
        if part.is_dir():
            yield from _files_in(str(part), name)
        else:
            yield name, str(part), part.stat()


def _files_in(folder: str, path: str) -> Iterator[tuple[str, str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _files_in(entry.path, f"{path}/{entry.name}")
            elif entry.is_file():
                with suppress(FileNotFoundError):
                    yield f"{path}/{entry.name}", entry.path, entry.stat()
