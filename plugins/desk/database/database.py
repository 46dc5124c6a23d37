"""Open the desk's file, and read and write it in transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.errors.issue import UserError
from plugins.files.atomic import PRIVATE

VERSION = 5
SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
BUSY_SECONDS = 5


class Database:
    """One connection, which the threads of the desk share: a few people write, and every statement takes microseconds."""

    def __init__(self, file: Path) -> None:
        """Open the file, or create it, readable by its owner alone. Raises UserError if it is none of this version."""
        try:
            if not file.exists():
                file.touch(mode=PRIVATE)
            self._connection = sqlite3.connect(
                file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._connection.execute(f"PRAGMA {setting}")
            self._create()
        except (OSError, sqlite3.Error) as error:
            raise UserError(f"Không mở được dữ liệu của bàn biên tập, {file}: {error}") from error
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection in a transaction, which is undone if the block raises. Blocks of other threads wait."""
        with self._lock:
            if self._connection.in_transaction:  # of this thread: a part of a larger whole
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return what a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """Return the first row that a query finds, None without one."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def write(self, statement: str, *values: object) -> int:
        """Run one statement in a transaction, and return how many rows it has changed."""
        with self.transaction() as connection:
            return connection.execute(statement, values).rowcount

    def compact(self) -> None:
        """Rewrite the file, so that it has nothing of deleted rows."""
        with self._lock:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _create(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return
        if version or self._connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise UserError(f"tệp do một phiên bản khác của bàn biên tập tạo ra (kiểu {version})")
        self._connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version={VERSION}; COMMIT;")
