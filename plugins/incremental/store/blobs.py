"""Bodies and facts of contents, stored by digest in a database of their own.

Lists and menus do not load them, and the ledger stays small enough for a checksum in each build.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from plugins.incremental.tracking.digest import digest_of_text

SLACK = 1000  # unreferenced entries before they are deleted


class Blobs:
    """Bytes by digest; durable after `commit`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open()

    def _open(self) -> None:
        try:
            self._connection = self._connect()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            for ending in ("", "-wal", "-shm"):  # a missing blob is detected when it is read
                Path(f"{self._file}{ending}").unlink(missing_ok=True)
            self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS text (number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)"
        )
        return connection

    def put(self, data: bytes) -> bytes:
        """Store some bytes and return their digest."""
        digest = digest_of_text(data)
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT OR REPLACE INTO text (digest, bytes) VALUES (?, ?)", (digest, data))
        return digest

    def get(self, digest: bytes) -> bytes | None:
        """Return the bytes with this digest; None if they are missing or damaged."""
        row = self._connection.execute("SELECT bytes FROM text WHERE digest = ?", (digest,)).fetchone()
        if row is None or not isinstance(row[0], bytes) or digest_of_text(row[0]) != digest:
            return None
        return row[0]

    def commit(self) -> None:
        """Commit what was stored."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def sweep(self, named: int, digests: Callable[[], set[bytes]]) -> None:
        """Delete unreferenced entries, once there are many; `digests` is called only then."""
        (count,) = self._connection.execute("SELECT count(*) FROM text").fetchone()
        if count > named * 1.2 + SLACK:
            kept = digests()
            rows = self._connection.execute("SELECT number, digest FROM text").fetchall()
            gone = [(number,) for number, digest in rows if digest not in kept]
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("DELETE FROM text WHERE number = ?", gone)
            self._connection.execute("COMMIT")

    def reopen(self) -> None:
        """Reopen the database connection after fork."""
        self._open()

    def close(self) -> None:
        """Close the database, discarding what was not committed."""
        self._connection.close()
