"""Erase from the desk's own file: drafts, uploads, remarks, links and the journal, and let decisions name the new commits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, record
from plugins.desk.erasure.documents import has_words
from plugins.desk.erasure.erased import Erased
from plugins.desk.repository.git import blob_id
from plugins.desk.repository.history import History
from plugins.desk.texts.standing import version_of

# Whatever people have written, by table. The names of people and of files stay.
WRITTEN = {
    "drafts": ("content", "notes", "title"),
    "kept_drafts": ("content", "notes", "title"),
    "uploads": ("words", "content"),
    "steps": ("remark",),
    "journal": ("subject", "details"),
    "alerts": ("text", "link"),
    "passkeys": ("label",),
    "releases": ("message",),
}


@dataclass
class ErasedRecords:
    """How many records were changed or deleted, and the names of documents that were sent in which no words can be looked for."""

    changed: int = 0
    unread: tuple[str, ...] = ()


def erase_from_records(
    database: Database, erased: Erased, blobs: Collection[str], *, now: float, reason: str
) -> ErasedRecords:
    """Erase words, and files by the ids of their blobs, in one transaction, and note it in the journal.

    Word files and the like that were sent and have the words are deleted.
    """
    found = ErasedRecords()
    with database.transaction() as connection:
        with _changeable(connection):
            for table, columns in WRITTEN.items():
                for column in columns:
                    found.changed += _erase_words(connection, erased, table, column)
        for (rowid,) in connection.execute("SELECT rowid FROM uploads").fetchall():
            name, content = connection.execute(
                "SELECT name, content FROM uploads WHERE rowid = ?", (rowid,)
            ).fetchone()
            has = has_words(erased, content)
            if blob_id(content) in blobs or has:
                connection.execute("DELETE FROM uploads WHERE rowid = ?", (rowid,))
                found.changed += 1
            elif has is None:
                found.unread += (name,)
        connection.execute("DELETE FROM preview_links")  # a page may have any of it in another form
        for path, title in connection.execute("SELECT path, title FROM catalogue").fetchall():
            if erased.is_in(title.encode()):  # the next list reads it again
                connection.execute("DELETE FROM catalogue WHERE path = ?", (path,))
        record(database, now, None, Act.ERASED, ", ".join(erased.files), details={"lý do": reason})
    database.compact()
    return found


def name_new_commits(database: Database, history: History, commits: Mapping[str, str]) -> None:
    """Let the decisions about versions name the commits that were written in place of the old ones."""
    with database.transaction() as connection, _changeable(connection):
        for row in connection.execute("SELECT id, version FROM steps WHERE version <> ''").fetchall():
            version = json.loads(row["version"])
            if version["commit"] in commits:
                commit = commits[version["commit"]]
                files = history.blobs_of(commit, version["files"])
                words = version.get("words", "") if files == version["files"] else ""  # they may be guessed
                connection.execute(
                    "UPDATE steps SET version = ? WHERE id = ?",
                    (version_of(commit, files, words), row["id"]),
                )


@contextmanager
def _changeable(connection: sqlite3.Connection) -> Iterator[None]:
    """Let what is append-only be changed while the block runs, in the caller's transaction."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)


def _erase_words(connection: sqlite3.Connection, erased: Erased, table: str, column: str) -> int:
    """Erase words from a column; return from how many records."""
    changed = 0
    for rowid, value in connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall():  # noqa: S608 - names of the schema
        data = value if isinstance(value, bytes) else value.encode()
        if erased.is_in(data):
            kept = erased.without(data)
            changed += 1
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE rowid = ?",  # noqa: S608 - as above
                (kept if isinstance(value, bytes) else kept.decode(), rowid),
            )
    return changed
