"""The file of a backup: a tar archive with the SHA-256 of every file in its last member.

Every file is stored once; others with the same bytes are hard links to it, so that releases add little to its size. `tar -xf`
reads it without this project.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE

MANIFEST = "ban-ke.json"
FORMAT = 1
LARGEST_MANIFEST = 1 << 30
PART = 1 << 20


class ChangedError(Exception):
    """A file changed while it was read."""


class Entry(NamedTuple):
    """A file, folder or link. Only files have a digest, only links a target."""

    path: str
    mode: int
    changed: int  # nanoseconds since 1970
    digest: str = ""
    target: str = ""

    @property
    def is_folder(self) -> bool:
        """Return whether this is a folder."""
        return not self.digest and not self.target


class Writer:
    """Adds files to an archive."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._stored: dict[str, str] = {}  # digest to the path in the archive
        self._digests: dict[tuple[int, ...], str] = {}  # of files with several names
        self.entries: list[Entry] = []
        self.size = 0

    def add_bytes(self, path: str, content: bytes, changed: int) -> None:
        """Add a file with a content."""
        entry = Entry(path, PRIVATE, changed, hashlib.sha256(content).hexdigest())
        self._store(entry, len(content), lambda: io.BytesIO(content))

    def add_open(self, path: str, file: IO[bytes], changed: int) -> None:
        """Add all of an open file, which is closed."""
        file.seek(0)
        entry = Entry(path, PRIVATE, changed, _digest_of(file))
        size = file.tell()
        file.seek(0)
        self._store(entry, size, lambda: file)

    def add_folder(self, path: str, folder: Path, skip: Callable[[str], bool] = lambda _: False) -> None:
        """Add a folder and all that is in it, without the names in it that are to be skipped.

        Raises ChangedError if a file is written or removed meanwhile, and OSError.
        """
        try:
            status = folder.lstat()
            self._member(Entry(path, stat.S_IMODE(status.st_mode), status.st_mtime_ns), tarfile.DIRTYPE)
            with os.scandir(folder) as found:
                names = sorted(entry.name for entry in found)
            for name in names:
                if not skip(name):
                    self._add(f"{path}/{name}", folder / name)
        except FileNotFoundError as error:
            raise ChangedError(str(error.filename)) from error

    def finish(self, **facts: Any) -> None:
        """Write the manifest, with some facts about the backup."""
        entries = [list(entry) for entry in self.entries]
        text = json.dumps({"format": FORMAT, **facts, "entries": entries}, ensure_ascii=False)
        content = text.encode(errors="surrogateescape")  # names may be no UTF-8
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(content), PRIVATE
        self._tar.addfile(member, io.BytesIO(content))

    def _add(self, path: str, file: Path) -> None:
        status = file.lstat()
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISDIR(status.st_mode):
            self.add_folder(path, file)
        elif stat.S_ISLNK(status.st_mode):
            link = Entry(path, 0o777, status.st_mtime_ns, target=str(file.readlink()))
            self._member(link, tarfile.SYMTYPE, link.target)
        elif stat.S_ISREG(status.st_mode):
            known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
            digest = self._digests.get(known)
            if digest is None:
                with _opened(file) as content:
                    digest = _digest_of(content)
                if status.st_nlink > 1:
                    self._digests[known] = digest
            self._store(Entry(path, mode, status.st_mtime_ns, digest), status.st_size, lambda: _opened(file))

    def _store(self, entry: Entry, size: int, opened: Callable[[], IO[bytes]]) -> None:
        if entry.digest in self._stored:
            self._member(entry, tarfile.LNKTYPE, self._stored[entry.digest])
            return
        with opened() as content:
            counted = _Digesting(content)
            try:
                self._member(entry, tarfile.REGTYPE, size=size, content=counted)
            except OSError as error:
                if error.errno is None:  # of tarfile: the file has become shorter
                    raise ChangedError(entry.path) from error
                raise
            if counted.hexdigest() != entry.digest:
                raise ChangedError(entry.path)
        self._stored[entry.digest] = entry.path
        self.size += size

    def _member(
        self, entry: Entry, kind: bytes, target: str = "", *, size: int = 0, content: Any = None
    ) -> None:
        member = tarfile.TarInfo(entry.path)
        member.type, member.linkname, member.size = kind, target, size
        member.mode, member.mtime = entry.mode, entry.changed // 10**9
        self._tar.addfile(member, content)
        self.entries.append(entry)


class _Digesting:
    """Reads a file, and knows the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._digest.update(part)
        return part

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _opened(file: Path) -> IO[bytes]:
    """Open a regular file without following a link that has taken its place."""
    return os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")


class Archive:
    """An intact archive. `facts` are those given to `Writer.finish`."""

    def __init__(self, tar: tarfile.TarFile, facts: dict[str, Any], entries: list[Entry]) -> None:
        self._tar, self.facts, self.entries = tar, facts, entries

    def below(self, part: str) -> list[Entry]:
        """Return the entries of a folder, the folder itself first; nothing if the archive has no such folder."""
        return [entry for entry in self.entries if entry.path == part or entry.path.startswith(f"{part}/")]

    def has(self, path: str) -> bool:
        """Return whether the archive has a file or folder."""
        return any(entry.path == path for entry in self.entries)

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        with self.opened(path) as content:
            return content.read()

    @contextmanager
    def opened(self, path: str) -> Iterator[IO[bytes]]:
        """Open a file of the archive."""
        content = self._tar.extractfile(path)
        if content is None:
            raise UserError(f"Bản sao lưu thiếu {path}.")
        with content:
            yield content


@contextmanager
def intact_archive(file: Path) -> Iterator[Archive]:
    """Open a backup, after every file in it was compared with the manifest. Raises UserError if one differs."""
    if not file.is_file():
        raise UserError(f"{file}: không có tệp này, hoặc không phải một tệp thường")
    try:
        with tarfile.open(file, "r:") as tar:
            yield _checked(tar, file)
    except tarfile.TarError as error:
        raise _damaged(file, "không phải bản sao lưu, hoặc chép chưa hết") from error


def _damaged(file: Path, what: str) -> UserError:
    return UserError(f"{file}: {what}. Chưa khôi phục gì; dùng bản sao lưu khác.")


def _checked(tar: tarfile.TarFile, file: Path) -> Archive:
    members = {member.name: member for member in tar}
    manifest = members.pop(MANIFEST, None)
    if manifest is None or not manifest.isreg() or manifest.size > LARGEST_MANIFEST:
        raise _damaged(file, "không phải bản sao lưu, hoặc chép chưa hết")
    try:
        content = tar.extractfile(manifest)
        text = (content.read() if content else b"").decode(errors="surrogateescape")
        facts = json.loads(text)
        entries = [Entry(*entry) for entry in facts.pop("entries")]
        if facts["format"] != FORMAT:
            raise _damaged(file, "do một phiên bản khác của phần mềm viết")
        _check_paths(entries)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(file, "bản kê hỏng") from None
    if {entry.path for entry in entries} != members.keys():
        raise _damaged(file, "không đủ tệp như bản kê")
    for entry in entries:
        if not _is_as_listed(tar, members, entry):
            raise _damaged(file, f"{entry.path} không đúng với bản kê (SHA-256)")
    return Archive(tar, facts, entries)


def _is_as_listed(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], entry: Entry) -> bool:
    member = members[entry.path]
    if not entry.digest:
        return (member.isdir(), member.issym()) == (entry.is_folder, bool(entry.target)) and (
            not entry.target or member.linkname == entry.target
        )
    stored = members.get(member.linkname) if member.islnk() else member
    if stored is None or not stored.isreg():
        return False
    content = tar.extractfile(stored)
    if content is None:
        return False
    with content:
        return _digest_of(content) == entry.digest


def _digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := file.read(PART):
        digest.update(part)
    return digest.hexdigest()


def _check_paths(entries: list[Entry]) -> None:
    """Raise ValueError for a path that leads out of the archive's folders, also through one of its links."""
    links = {entry.path for entry in entries if not entry.is_folder}
    if len({entry.path for entry in entries}) != len(entries):
        raise ValueError("a path twice")
    for entry in entries:
        parts = PurePosixPath(entry.path).parts
        outside = entry.path != "/".join(parts) or not parts or parts[0] == "/" or ".." in parts
        if outside or "\0" in entry.path or entry.mode != stat.S_IMODE(entry.mode):
            raise ValueError(entry.path)
        if links & {"/".join(parts[:end]) for end in range(1, len(parts))}:
            raise ValueError(entry.path)
