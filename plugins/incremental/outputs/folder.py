"""The output folder: its ownership, its files, and atomic replacement of each file."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from plugins.files.replacing import replace, unlink
from plugins.incremental.tracking.digest import digest_of_text

PENDING_SUFFIX = "~"


class ForeignFolderError(Exception):
    """The output folder holds files that were not built by this project, or is a folder of sources."""


def check_place(output: Path, sources: Iterable[Path]) -> None:
    """Raise ForeignFolderError if an output folder is, holds or lies in a folder of sources: a build would delete them."""
    out = output.resolve()
    for folder in (source.resolve() for source in sources):
        if out == folder or out in folder.parents or folder in out.parents:
            raise ForeignFolderError(
                f"{output} and the folder of sources {folder} overlap: choose another output folder."
            )


class OutputFolder:
    """A folder owned by one ledger. Names are relative to it, with `/`."""

    def __init__(self, path: Path, ledger_file: Path) -> None:
        self.path = path
        self._root = f"{path}{os.sep}"
        self._ledger_file = ledger_file
        self._real = {""}  # folders of the output that are no links, relative to it

    def is_ours(self, place: str | None) -> bool:
        """Tell whether this ledger was the last to write into the folder."""
        owner = self._owner()
        return (
            place == self._place()
            and owner.is_file()
            and owner.read_bytes() == self._ledger_file.name.encode()
        )

    def take_over(self) -> str:
        """Record this ledger as the owner; returns the value that `is_ours` expects."""
        owner = self._owner()
        if not owner.is_file() or owner.read_bytes() != self._ledger_file.name.encode():
            owner.write_text(self._ledger_file.name, encoding="utf-8")
        return self._place()

    def _place(self) -> str:
        status = self.path.stat()
        return f"{status.st_dev}.{status.st_ino}"

    def _owner(self) -> Path:
        return self._ledger_file.with_name(f"{digest_of_text(str(self.path.resolve())).hex()}.owner")

    def found(self, kept: Collection[str]) -> dict[str, int]:
        """Return all files of a folder that this ledger does not own, with their modification times (ns).

        Those that are not declared will be deleted, except hidden files and those in `kept` (OUTPUT_RETENTION).
        Temporary files of a killed build are among them: one may hold what is a draft by now.
        """
        names = []
        for place, folders, files in os.walk(self.path):
            top = Path(place) == self.path
            if top:
                folders[:] = [name for name in folders if name not in kept and not name.startswith(".")]
            names += [
                Path(place, name).relative_to(self.path).as_posix()
                for name in files
                if not top or _is_pending(name) or (name not in kept and not name.startswith("."))
            ]
        return {name: self._written(name) for name in names}

    def undeclared(
        self, found: Mapping[str, int], declared: Collection[str], kept: Collection[str]
    ) -> list[str]:
        """Return the `found` files that are to be deleted; temporary files and empty folders are deleted at once.

        Those that were written since, by a plugin that writes its own files, stay. Raises ForeignFolderError unless
        most files of the folder belong to this site, and for a file of a kind that the site does not have.
        """
        whole = [name for name in found if not _is_pending(name)]
        if whole and sum(name in declared for name in whole) * 2 <= len(whole):
            raise ForeignFolderError(
                f"{self.path} holds files that were not built by this project: choose an empty folder."
            )
        gone = [name for name in whole if name not in declared and self._written(name) == found[name]]
        kinds = {os.path.splitext(name)[1] for name in declared}
        foreign = next((name for name in gone if os.path.splitext(name)[1] not in kinds), None)
        if foreign is not None:
            raise ForeignFolderError(
                f"{self.path} holds {foreign}, which was not built by this project: move or delete it."
            )
        for name in filter(_is_pending, found):
            (self.path / name).unlink(missing_ok=True)
        for place, _, _ in os.walk(self.path, topdown=False):
            top = Path(place).relative_to(self.path).parts[:1]
            if top and top[0] not in kept and not top[0].startswith(".") and not os.listdir(place):
                Path(place).rmdir()
        return gone

    def stamp(self, name: str) -> str:
        """Return modification time, size and inode of a file; empty if there is none.

        The change time is left out: hard links made by a release change it.
        """
        try:
            status = os.stat(self._root + name, follow_symlinks=False)
        except OSError:
            return ""
        return _stamp_of(status)

    def _written(self, name: str) -> int:
        try:
            return os.stat(self._root + name).st_mtime_ns
        except OSError:
            return 0

    def digest(self, name: str) -> bytes:
        """Return the digest of a file; empty if it does not exist."""
        path = self.path / name
        return digest_of_text(path.read_bytes()) if path.is_file() and not path.is_symlink() else b""

    def write_pending(self, name: str, data: bytes) -> str:
        """Write a file beside its final path; returns its stamp, which the rename keeps."""
        folder, beside = name.rpartition("/")[0], self._beside(name)
        self._drop_links(folder)
        try:
            file = open(beside, "xb", buffering=0)  # noqa: SIM115 - closed below
        except FileExistsError:
            os.unlink(beside)  # a link or a pipe in its place would lead elsewhere, or never end
            file = open(beside, "xb", buffering=0)  # noqa: SIM115 - closed below
        except (FileNotFoundError, NotADirectoryError):
            self._make(folder)
            file = open(beside, "xb", buffering=0)  # noqa: SIM115 - closed below
        with file:
            rest = memoryview(data)
            while rest:  # a write may be cut short
                rest = rest[file.write(rest) :]
            return _stamp_of(os.fstat(file.fileno()))

    def _beside(self, name: str) -> str:
        """Return the temporary path of a file."""
        folder, _, last = name.rpartition("/")
        return f"{self._root}{folder}/.{last}{PENDING_SUFFIX}"

    def _drop_links(self, name: str) -> None:
        """Delete links on the way to a folder: a build would write and delete files outside the output."""
        if name in self._real:
            return
        self._drop_links(name.rpartition("/")[0])
        path = self._root + name
        if os.path.islink(path):
            os.unlink(path)
        self._real.add(name)

    def _make(self, name: str) -> None:
        """Make a folder; a file or link of an earlier build in its way is deleted."""
        try:
            os.mkdir(self._root + name)
        except OSError:
            folder = self.path / name
            for parent in reversed([folder, *folder.parents]):
                if self.path in parent.parents and (parent.is_symlink() or parent.is_file()):
                    parent.unlink()
            folder.mkdir(parents=True, exist_ok=True)

    def move_into_place(self, names: Iterable[str]) -> None:
        """Rename pending files to their final names."""
        for name in names:
            path = self._root + name
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            replace(self._beside(name), path)

    def remove(self, names: Iterable[str]) -> int:
        """Delete files and folders left empty; returns the number of deleted files."""
        removed = 0
        for name in names:
            path = self.path / name
            self._drop_links(name.rpartition("/")[0])
            self._clear(name)
            if path.is_file() or path.is_symlink():
                unlink(path)
                removed += 1
            self._remove_empty_folders(path)
        return removed

    def clear(self, names: Iterable[str]) -> None:
        """Delete temporary files of a killed or failed build, and folders left empty."""
        for name in names:
            path = self.path / name
            try:
                self._drop_links(name.rpartition("/")[0])
                self._clear(name)
                if not path.exists():
                    self._remove_empty_folders(path)
            except OSError as error:
                if error.errno != errno.ENAMETOOLONG:  # such a file cannot exist
                    raise

    def _clear(self, name: str) -> None:
        try:
            unlink(Path(self._beside(name)), missing_ok=True)
        except NotADirectoryError:
            return

    def _remove_empty_folders(self, path: Path) -> None:
        for folder in path.parents:
            if folder == self.path or not folder.is_dir():
                break
            try:
                folder.rmdir()
            except OSError:
                break


def _stamp_of(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns}.{status.st_size}.{status.st_ino}"


def _is_pending(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith(".") and last.endswith(PENDING_SUFFIX)
