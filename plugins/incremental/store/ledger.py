"""The SQLite file that remembers sources, contents, outputs and readings, and what is still to be done."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.files.lock import LockedError, exclusive
from plugins.files.replacing import replace
from plugins.incremental.store import checksum
from plugins.incremental.store.blobs import Texts

VERSION = "5"
ENDINGS = ("", "-wal", "-shm", ".seal", ".texts", ".texts-wal", ".texts-shm")
SURROUNDINGS = {  # what the machine refuses is no damage: the ledger is kept for when there is room again
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
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: readings name contents by it
    path TEXT NOT NULL UNIQUE,                 -- below the content folder
    kind TEXT NOT NULL,                        -- Article or Page
    stamp TEXT NOT NULL,                       -- times, size and inode: the fast path
    digest BLOB NOT NULL,                      -- of the file's bytes: a new stamp alone changes nothing
    holds_from REAL,                           -- what was parsed is true for moments from here (Unix time) …
    holds_until REAL,                          -- … to before here
    columns BLOB NOT NULL,                     -- marshal: the facts that lists need, in memory for all
    streamed BLOB NOT NULL,                    -- marshal: those that are read from here, one content after the other
    facts BLOB NOT NULL,                       -- digest of all attributes without the body (pickle), kept in the texts
    body BLOB NOT NULL                         -- digest of the body, kept there too
);
CREATE TABLE output (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,                 -- below the output folder
    source INTEGER,                            -- the content whose own page this is
    kind TEXT NOT NULL,
    closure BLOB NOT NULL,                     -- of all templates that the page is made with
    own BLOB NOT NULL,                         -- of what the page was given for itself
    readings INTEGER,                          -- a set of values
    digest BLOB NOT NULL,                      -- of the file's bytes
    stamp TEXT NOT NULL,                       -- of the file in its place
    why TEXT NOT NULL                          -- why it was rendered the last time
);
CREATE INDEX output_source ON output (source) WHERE source IS NOT NULL;
CREATE INDEX output_readings ON output (readings);
CREATE TABLE value (number INTEGER PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, UNIQUE (key, digest));
CREATE TABLE reading_set (number INTEGER, value INTEGER, PRIMARY KEY (number, value)) WITHOUT ROWID;
CREATE TABLE reading_set_name (number INTEGER PRIMARY KEY, members BLOB NOT NULL UNIQUE);
CREATE TABLE near (
    list TEXT NOT NULL, source INTEGER NOT NULL, output INTEGER NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (source, output, list)
) WITHOUT ROWID;
CREATE INDEX near_output ON near (output);
CREATE TABLE reading (
    source INTEGER NOT NULL, output INTEGER NOT NULL, attributes INTEGER NOT NULL, PRIMARY KEY (source, output)
) WITHOUT ROWID;
CREATE INDEX reading_output ON reading (output);
CREATE TABLE attributes (number INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE derived (source INTEGER, attribute TEXT, digest BLOB, PRIMARY KEY (source, attribute)) WITHOUT ROWID;
CREATE TABLE pending (name TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
"""


class DamagedError(Exception):
    """What the ledger says does not fit together."""


class BusyError(Exception):
    """Another build holds the ledger; the message is for the operator, in Vietnamese."""


def is_damage(error: Exception) -> bool:
    """Tell whether an error of SQLite means that the ledger cannot be trusted (and not that the disk is full)."""
    if not isinstance(error, sqlite3.Error):
        return isinstance(error, DamagedError)
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF not in SURROUNDINGS


class Ledger:
    """An open ledger with its file of texts. `close` seals it: a sealed file that changes is set aside."""

    def __init__(self, file: Path) -> None:
        """Open the ledger, or begin a new one where there is none or it cannot be used."""
        self.file = file
        self._seal = checksum.Seal(Path(f"{file}.seal"))
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
        new = not self.file.exists()
        self._seal.open()
        self.connection = connect(self.file)
        if new:
            self.connection.executescript(
                f"BEGIN; {SCHEMA} INSERT INTO meta VALUES ('version', '{VERSION}'); COMMIT;"  # noqa: S608 - our own text
            )
        self.texts = Texts(Path(f"{self.file}.texts"))
        self._changes = self.connection.total_changes

    def _reason_against(self) -> str:
        """Return why the file must not be used; empty if it may be. Another program's database is not written to."""
        if self._seal.is_set() and not self._seal.fits(self.file):
            return "its bytes have changed since it was closed"
        connection = sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=rw", uri=True, timeout=60)
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            if row is None or row[0] != VERSION:
                return "another version"
            if not self._seal.is_set() and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
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
            "The ledger %s cannot be used (%s): it is set aside and everything is built anew.",
            self.file,
            reason,
        )
        for ending in ENDINGS:
            old = Path(f"{self.file}{ending}")
            if ending.startswith(".texts"):
                old.unlink(missing_ok=True)  # 1.2 GB for 100,000 articles, and all of it can be made again
            elif old.exists():
                replace(old, f"{self.file}.set-aside{ending}")

    def set_aside(self, reason: str) -> None:
        """Begin anew after the ledger has proved to be damaged while it was read."""
        self._disconnect()
        self._set_aside(reason)
        self._open()

    def reopen(self) -> None:
        """Take connections of one's own: in a forked worker, where the parent's must not be used."""
        self.connection = connect(self.file)
        self.texts.reopen()

    def close(self) -> None:
        """Write everything into the files and seal them. Where the disk is full they stay unsealed, which is no fault."""
        try:
            unchanged = self.connection.total_changes == self._changes
            if not unchanged:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._disconnect()
            if unchanged:
                self._seal.close_unchanged(self.file)
            else:
                self._seal.close(self.file)
        except (OSError, sqlite3.Error) as error:
            logger.info("The ledger %s is left unsealed: %s", self.file, error)
            self._disconnect()

    def _disconnect(self) -> None:
        for held in ("connection", "texts"):
            if hasattr(self, held):
                getattr(self, held).close()

    def meta(self, name: str) -> str | None:
        """Return a remembered value."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def text(self, digest: bytes) -> bytes:
        """Return a body or facts. Raises DamagedError if they are missing or not what they were."""
        found = self.texts.get(digest)
        if found is None:
            raise DamagedError("a body or the facts of a content are missing, or are not what they were")
        return found

    def sweep_texts(self) -> None:
        """Delete bodies and facts that no source has any more, once there are many."""
        (sources,) = self.connection.execute("SELECT count(*) FROM source").fetchone()
        both = "SELECT facts FROM source UNION SELECT body FROM source"
        self.texts.sweep(sources * 2, lambda: {digest for (digest,) in self.connection.execute(both)})

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value (in the open transaction)."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit all that is done inside, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            if self.connection.in_transaction:  # SQLite has ended it by itself where the disk was full
                self.connection.execute("ROLLBACK")
            raise
        self.texts.commit()  # first: a text that no source names does no harm
        self.connection.execute("COMMIT")


def connect(file: Path) -> sqlite3.Connection:
    """Open the database; a transaction begins only where it is said."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a ledger that a power cut shortens only costs work
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


@contextmanager
def only_build(file: Path) -> Iterator[None]:
    """Let one build at a time use a ledger. Raises BusyError if another one does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with exclusive(file.with_suffix(".lock")):
            yield
    except LockedError as error:
        raise BusyError(
            f"Một lần dựng khác (tiến trình {error.pid or '?'}) đang chạy cho thư mục này. Đợi nó xong rồi chạy lại."
        ) from None
