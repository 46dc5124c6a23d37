"""The files of an index: which one answers, and which one is being made."""

from __future__ import annotations

import logging
import math
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from plugins.errors.io_errors import why
from plugins.errors.issue import UserError
from plugins.files.lock import LockedError, exclusive
from plugins.search.index.following import Report, follow
from plugins.search.index.schema import SCHEMA, TABLES, recipe

log = logging.getLogger(__name__)

ENDING = ".sqlite3"


STEP = 500  # pages between two lines of progress
# Temporary errors, or ones that the operator has to resolve, such as a full disk: the file itself is not damaged.
PASSING = frozenset(
    [
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    ]
)
MENDING_SECONDS = 600  # at least, from one index that readers found damaged to the next


class StoppedError(Exception):
    """The service stops before the index is up to date."""


class NoIndexError(Exception):
    """There is no index that can answer yet."""


def is_damage(error: Exception) -> bool:
    """Return whether an error says that the file is damaged.

    SQLite reports some damage as an OperationalError: text that is no UTF-8 (without a code), an FTS5 table of another
    format.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return isinstance(error, (sqlite3.DatabaseError, UnicodeDecodeError)) and code & 0xFF not in PASSING


class Index:
    """The index in a folder. One thread calls `refresh`; any thread may read.

    Its file is named after the code that made it, and a random number, so that readers notice another one, e.g.
    `1f0c…-9b2e….sqlite3`. After an upgrade the older file goes on answering while a new one is made, unless its tables
    are others. One that is damaged, or was deleted, is made again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answering: Path | None = None
        self._readers = threading.local()
        self._damaged = False
        self._mended = -math.inf
        self._stopping = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while the block runs. Raises UserError if another process uses it or it cannot be written."""
        with ExitStack() as stack:
            try:
                self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
                stack.enter_context(exclusive(self._folder / "lock", mode=0o600))
                self._find_answering()
            except LockedError as error:
                raise UserError(
                    f"--index {self._folder}: đang được một dịch vụ tìm kiếm khác dùng (tiến trình {error.pid})"
                ) from error
            except OSError as error:
                raise UserError(f"--index {self._folder}: {why(error)}") from error
            yield

    def refresh(self, root: Path) -> int:
        """Bring the index up to date with the pages below a folder; return how many had changed.

        Raises sqlite3.Error, OSError or StoppedError, after which readers have the pages of before.
        """
        file = self._answering
        if file is not None and self.is_sound and file.stem.startswith(recipe()):
            try:
                return _refresh(file, root, self._report)
            except Exception as error:
                if not is_damage(error):
                    raise
                log.warning("Chỉ mục tìm kiếm bị hỏng (%s): lập lại từ đầu.", error)
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)  # somebody may have deleted it
        made = self._folder / f"{recipe()}-{secrets.token_hex(4)}{ENDING}"
        try:
            changed = _refresh(made, root, self._report)
        except BaseException:
            _delete(made)
            raise
        if self._damaged:
            self._mended = time.monotonic()
        self._answering, self._damaged = made, False
        for other in self._folder.glob(f"*{ENDING}"):
            if other != made:
                _delete(other)
        return changed

    @property
    def is_sound(self) -> bool:
        """Return whether there is a file that answers, as far as is known."""
        return self._answering is not None and not self._damaged and self._answering.exists()

    def reader(self) -> sqlite3.Connection:
        """Return this thread's connection for reading. Raises NoIndexError, sqlite3.Error."""
        file = self._answering
        if file is None or not file.exists():
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
        """Note that a reader found the file damaged: `refresh` makes it again, and it answers what it can until then."""
        self._damaged = time.monotonic() > self._mended + MENDING_SECONDS

    def _find_answering(self) -> None:
        """Choose the file that answers before the first refresh, and delete the others."""
        for file in sorted(
            self._folder.glob(f"*{ENDING}"), key=lambda one: not one.stem.startswith(recipe())
        ):
            if self._answering is None and _can_answer(file):
                self._answering = file
            else:
                _delete(file)


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
