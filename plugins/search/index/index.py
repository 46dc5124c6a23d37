"""The files of an index: which one answers, and which one is being made."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plugins.errors.issue import UserError
from plugins.files.lock import LockedError, exclusive
from plugins.search.index.following import Report, follow
from plugins.search.index.schema import SCHEMA, TABLES, recipe

log = logging.getLogger(__name__)

ENDING = ".sqlite3"


STEP = 500  # pages between two lines of progress


class StoppedError(Exception):
    """The service stops before the index is up to date."""


class NoIndexError(Exception):
    """There is no index that can answer yet."""


class Index:
    """The index in a folder. One thread calls `refresh`; any thread may read.

    Its file is named after the code that made it, e.g. `1f0c….sqlite3`. After an upgrade the older file goes on answering
    while a new one is made, unless its tables are others. A damaged file is deleted and made again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answering: Path | None = None
        self._readers = threading.local()
        self._damaged = False
        self._stopping = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while the block runs. Raises UserError if another process uses it or it cannot be written."""
        try:
            self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            with exclusive(self._folder / "lock", mode=0o600):
                self._find_answering()
                yield
        except LockedError as error:
            raise UserError(
                f"--index {self._folder}: đang được một dịch vụ tìm kiếm khác dùng (tiến trình {error.pid})"
            ) from error
        except OSError as error:
            raise UserError(f"--index {self._folder}: {error.strerror or error}") from error

    def refresh(self, root: Path) -> int:
        """Bring the index up to date with the pages below a folder; return how many had changed.

        Raises sqlite3.Error, OSError or StoppedError, after which readers have the pages of before.
        """
        if self._damaged:
            self._delete_all()
        file = self._folder / f"{recipe()}{ENDING}"
        try:
            changed = _refresh(file, root, self._report)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # a full disk, not a damaged file
                raise
            log.warning("Chỉ mục tìm kiếm bị hỏng (%s): lập lại từ đầu.", error)
            _delete(file)
            changed = _refresh(file, root, self._report)
        if self._answering != file:
            before, self._answering = self._answering, file
            if before is not None:
                _delete(before)
        return changed

    def reader(self) -> sqlite3.Connection:
        """Return this thread's connection for reading. Raises NoIndexError, sqlite3.Error."""
        file = self._answering
        if file is None or self._damaged:
            raise NoIndexError
        if getattr(self._readers, "file", None) != file:
            self._readers.connection = open_index(file)
            self._readers.file = file
        connection: sqlite3.Connection = self._readers.connection
        return connection

    def stop(self) -> None:
        """End a `refresh` in another thread, which leaves the pages of before."""
        self._stopping = True

    def _report(self, done: int, total: int) -> None:
        if self._stopping:
            raise StoppedError
        if done % STEP == 0:
            log.info("Chỉ mục tìm kiếm: đã đọc %d/%d trang.", done, total)

    def report_damage(self) -> None:
        """Note that a reader found the file damaged: it answers no more, and `refresh` makes it again."""
        self._damaged = True

    def _find_answering(self) -> None:
        """Choose the file that answers before the first refresh."""
        for file in sorted(self._folder.glob(f"*{ENDING}"), key=lambda one: one.stem != recipe()):
            if self._answering is None and _can_answer(file):
                self._answering = file
            elif file.stem != recipe():
                _delete(file)

    def _delete_all(self) -> None:
        self._answering = None
        for file in self._folder.glob(f"*{ENDING}"):
            _delete(file)
        self._damaged = False


def open_index(file: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open an index for reading, or with `create` for writing, also a new one. Raises sqlite3.Error."""
    mode = "rwc" if create else "ro"
    connection = sqlite3.connect(
        f"{file.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    if create:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # after a power failure the last pages are read again
    return connection


def _refresh(file: Path, root: Path, report: Report) -> int:
    if not _can_answer(file):  # missing, or its first transaction was never committed
        _delete(file)
    connection = open_index(file, create=True)
    try:
        if connection.execute("PRAGMA user_version").fetchone() != (TABLES,):
            connection.executescript(SCHEMA)
        changed = follow(connection, root, report)
        connection.execute(f"PRAGMA user_version = {TABLES}")
        return changed
    finally:
        connection.close()


def _can_answer(file: Path) -> bool:
    with suppress(sqlite3.Error):
        connection = open_index(file)
        try:
            return bool(connection.execute("PRAGMA user_version").fetchone() == (TABLES,))
        finally:
            connection.close()
    return False


def _delete(file: Path) -> None:
    for name in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            name.unlink(missing_ok=True)
