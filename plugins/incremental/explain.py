"""Why a page was rendered the last time, and what it depends on."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from plugins.incremental.store.ledger import connect


@dataclass(frozen=True)
class Explanation:
    """What the ledger knows of one output: lists of what it has read, each entry in words of the ledger."""

    name: str
    why: str
    made_with: str
    contents: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    neighbours: int
    pending: str


class UnknownPageError(Exception):
    """The ledger does not know the page; `near` are names that resemble it."""

    def __init__(self, page: str, near: list[str]) -> None:
        super().__init__(page)
        self.near = near


def explain(ledger: Path, page: str) -> Explanation:
    """Return what is known of a page, named by its address (`/2024/03/x/`) or its file below the output folder.

    Raises UnknownPageError if no build has made such a page, FileNotFoundError if there is no ledger.
    """
    if not ledger.is_file():
        raise FileNotFoundError(ledger)
    name = page.lstrip("/")
    name = f"{name}index.html" if not name or name.endswith("/") else name
    connection = connect(ledger)
    try:
        return _explain(connection, name)
    finally:
        connection.close()


def _explain(connection: sqlite3.Connection, name: str) -> Explanation:
    row = connection.execute(
        "SELECT number, why, kind, readings FROM output WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        last = name.removesuffix("/index.html").rpartition("/")[2]
        found = connection.execute(
            "SELECT name FROM output WHERE name LIKE ? ORDER BY name LIMIT 5", (f"%{last}%",)
        )
        raise UnknownPageError(name, [other for (other,) in found])
    number, why, kind, readings = row
    contents = connection.execute(
        "SELECT source.path, attributes.names FROM reading JOIN source ON source.number = reading.source "
        "JOIN attributes ON attributes.number = reading.attributes WHERE reading.output = ? ORDER BY source.path",
        (number,),
    ).fetchall()
    values = connection.execute(
        "SELECT key FROM reading_set JOIN value ON value.number = reading_set.value WHERE reading_set.number = ? ORDER BY key",
        (readings,),
    ).fetchall()
    (neighbours,) = connection.execute("SELECT count(*) FROM near WHERE output = ?", (number,)).fetchone()
    pending = connection.execute("SELECT why FROM pending WHERE name = ?", (name,)).fetchone()
    return Explanation(
        name,
        why,
        kind,
        tuple(contents),
        tuple(key for (key,) in values),
        neighbours,
        pending[0] if pending else "",
    )
