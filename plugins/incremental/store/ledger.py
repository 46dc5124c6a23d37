"""The SQLite database that holds sources, outputs, their tracked reads and the outputs that are pending."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.files.lock import LockedError, exclusive
from plugins.files.replacing import replace
from plugins.incremental.tracking.digest import digest_of_text

VERSION = "8"
ENDINGS = ("", "-wal", "-shm", ".checksum", ".blobs", ".blobs-wal", ".blobs-shm")
SLACK = 1000  # unreferenced blobs before they are deleted
ENVIRONMENT_ERRORS = {  # a full disk is not treated as corruption: the ledger is used again when there is space
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_INTERRUPT,
}
logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: tracked reads refer to contents by it
    path TEXT NOT NULL UNIQUE,                 -- below the content folder
    kind TEXT NOT NULL,                        -- Article, Page, …
    stamp TEXT NOT NULL,                       -- times, size and inode; the file is read only if they differ
    digest BLOB NOT NULL,                      -- of the file's bytes; a new stamp alone changes nothing
    holds_from REAL,                           -- the parsed facts are valid from this moment (Unix time) …
    holds_until REAL,                          -- … until just before this one
    columns BLOB NOT NULL,                     -- marshal: the facts that lists need, kept in memory for all contents
    streamed BLOB NOT NULL,                    -- marshal: facts that are read from the database for all contents at once
    facts BLOB NOT NULL,                       -- digest of the pickled attributes without the body, stored as a blob
    body BLOB NOT NULL,                        -- digest of the body, stored as a blob
    changed BLOB NOT NULL DEFAULT x''          -- digest of the attributes if a plugin changed them after parsing
);
CREATE TABLE output (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,                 -- below the output folder
    source INTEGER,                            -- the content whose own page this is
    kind TEXT NOT NULL,
    own BLOB NOT NULL,                         -- of the values passed to this page only
    reads INTEGER,                             -- a set of tracked values
    digest BLOB NOT NULL,                      -- of the file's bytes
    stamp TEXT NOT NULL,                       -- of the file in the output folder
    why TEXT NOT NULL                          -- why it was last rendered
);
CREATE INDEX output_source ON output (source) WHERE source IS NOT NULL;
CREATE INDEX output_reads ON output (reads);
CREATE TABLE value (number INTEGER PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, UNIQUE (key, digest));
CREATE TABLE read_set (number INTEGER, value INTEGER, PRIMARY KEY (number, value)) WITHOUT ROWID;
CREATE TABLE read_set_name (number INTEGER PRIMARY KEY, members TEXT NOT NULL UNIQUE);
CREATE TABLE near (
    source INTEGER NOT NULL, output INTEGER NOT NULL, list TEXT NOT NULL, before INTEGER, after INTEGER,
    PRIMARY KEY (source, output, list) -- in this order: quick_check of SQLite 3.40 calls another damaged
) WITHOUT ROWID;
CREATE INDEX near_output ON near (output);
CREATE TABLE attribute_read (
    source INTEGER NOT NULL, output INTEGER NOT NULL, attributes INTEGER NOT NULL, PRIMARY KEY (source, output)
) WITHOUT ROWID;
CREATE INDEX attribute_read_output ON attribute_read (output);
CREATE TABLE attributes (number INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE pending (name TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
"""


class DamagedError(Exception):
    """The ledger is inconsistent."""


class BusyError(Exception):
    """Another build holds the ledger; `pid` is its process id, empty if unknown."""

    def __init__(self, pid: str) -> None:
        super().__init__(f"another build (process {pid or 'unknown'}) is running for this folder")
        self.pid = pid


def is_damage(error: Exception) -> bool:
    """Tell whether an error means that the ledger is damaged, and not for example that the disk is full."""
    if not isinstance(error, sqlite3.Error):
        return isinstance(error, DamagedError)
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF not in ENVIRONMENT_ERRORS


class Ledger:
    """An open ledger with its blobs.

    Bodies and facts of contents are blobs, stored by digest in a database of their own: lists and menus do not load
    them, and the ledger stays small enough for a checksum, which `close` stores beside it. A file that does not match
    its checksum is set aside: SQLite notices a broken page, but not flipped bytes or a page overwritten with another.
    Hashing 47 MB took 62 ms (two cores, 2026); the ledger of 100,000 articles has 118 MB.
    """

    def __init__(self, file: Path) -> None:
        """Open the ledger; create a new one if it does not exist or cannot be used."""
        self.file = file
        self._checksum = Path(f"{file}.checksum")
        self._stored = b""  # the checksum at the beginning; a build that was killed leaves none
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            self.set_aside(str(error))

    def _open(self) -> None:
        if self.file.exists():
            reason = self._reason_against()
            if reason:
                self._set_aside(reason)
        if not self.file.exists():
            new = sqlite3.connect(self.file, isolation_level=None)
            new.executescript(
                f"BEGIN; {SCHEMA} INSERT INTO meta VALUES ('version', '{VERSION}'); COMMIT;"  # noqa: S608 - our own text
            )
            new.close()
        self._checksum.unlink(missing_ok=True)
        self.connection = connect(self.file)

    def _reason_against(self) -> str:
        """Return why the file cannot be used, or an empty text. A database of another program is not written to."""
        self._stored = self._checksum.read_bytes() if self._checksum.is_file() else b""
        if self._stored and self._stored != _checksum(self.file):
            return "its bytes have changed since it was closed"
        connection = sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=rw", uri=True, timeout=60)
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            if row is None or row[0] != VERSION:
                return "another version"
            if not self._stored and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return "pages are damaged"
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            return f"not a ledger: {error}"
        finally:
            connection.close()
        return ""

    def _set_aside(self, reason: str) -> None:
        logger.warning(
            "The ledger %s cannot be used (%s): it is set aside and the site is rebuilt from scratch.",
            self.file,
            reason,
        )
        for ending in ENDINGS:
            old = Path(f"{self.file}{ending}")
            if ending.startswith(".blobs"):
                old.unlink(missing_ok=True)  # 1.2 GB for 100,000 articles, and all of it can be rebuilt
            elif old.exists():
                replace(old, f"{self.file}.set-aside{ending}")

    def set_aside(self, reason: str) -> None:
        """Set the file aside and create a new one, after damage was found while reading it."""
        if hasattr(self, "connection"):
            self.connection.close()
        self._set_aside(reason)
        self._open()

    def reopen(self) -> None:
        """Reopen the database connection after fork."""
        self.connection = connect(self.file)

    def close(self) -> None:
        """Write everything to disk and store the checksum; if the disk is full, the checksum is left out."""
        try:
            unchanged = self.connection.total_changes == 0
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.close()
            temporary = self._checksum.with_name(f"{self._checksum.name}~")
            temporary.write_bytes(self._stored if unchanged and self._stored else _checksum(self.file))
            replace(temporary, self._checksum)
        except (OSError, sqlite3.Error) as error:
            logger.info("The ledger %s is left without a checksum: %s", self.file, error)
            self.connection.close()

    def meta(self, name: str) -> str | None:
        """Return a stored value, or None."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def put_blob(self, data: bytes) -> bytes:
        """Store a body or pickled facts (in the open transaction) and return their digest."""
        digest = digest_of_text(data)
        self.connection.execute("INSERT OR REPLACE INTO blob (digest, bytes) VALUES (?, ?)", (digest, data))
        return digest

    def blob(self, digest: bytes) -> bytes:
        """Return a body or pickled facts. Raises DamagedError if they are missing or damaged."""
        row = self.connection.execute("SELECT bytes FROM blob WHERE digest = ?", (digest,)).fetchone()
        if row is None or not isinstance(row[0], bytes) or digest_of_text(row[0]) != digest:
            raise DamagedError("a body or the facts of a content are missing or damaged")
        return row[0]

    def sweep_blobs(self) -> None:
        """Delete unreferenced bodies and facts, once there are many."""
        (sources,) = self.connection.execute("SELECT count(*) FROM source").fetchone()
        (blobs,) = self.connection.execute("SELECT count(*) FROM blob").fetchone()
        if blobs > sources * 2.4 + SLACK:
            with self.transaction() as connection:
                connection.execute(
                    "DELETE FROM blob WHERE digest NOT IN (SELECT facts FROM source UNION SELECT body FROM source)"
                )

    def set_meta(self, name: str, value: str) -> None:
        """Store a value (in the open transaction)."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit all changes made inside, or none."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            if self.connection.in_transaction:  # SQLite rolls back by itself when the disk is full
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def connect(file: Path) -> sqlite3.Connection:
    """Open the database with its blobs; transactions are started explicitly."""
    connection = sqlite3.connect(f"{file}.blobs", isolation_level=None, timeout=60)
    # Attached databases are committed last: a blob without a reference does no harm.
    connection.execute("ATTACH DATABASE ? AS ledger", (str(file),))
    for database in ("main", "ledger"):
        connection.execute(f"PRAGMA {database}.journal_mode = WAL")
        # Losing the last commits to a power cut only costs work.
        connection.execute(f"PRAGMA {database}.synchronous = NORMAL")
    connection.execute("PRAGMA ledger.cache_size = -65536")
    connection.execute("PRAGMA ledger.mmap_size = 268435456")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS blob (number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)"
    )
    return connection


def _checksum(file: Path) -> bytes:
    with file.open("rb") as data:
        return hashlib.file_digest(data, lambda: hashlib.blake2b(digest_size=32)).hexdigest().encode()


@contextmanager
def only_build(file: Path) -> Iterator[None]:
    """Allow one build at a time to use a ledger. Raises BusyError if another build does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with exclusive(file.with_suffix(".lock")):
            yield
    except LockedError as error:
        raise BusyError(error.pid) from None
