"""Explain why a page was last rendered and what it depends on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from plugins.incremental.store.ledger import connect


@dataclass(frozen=True)
class Explanation:
    """What the ledger holds on one output; reads are given by their keys in the ledger."""

    name: str
    why: str
    made_with: str
    contents: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    neighbours: int
    pending: str


class UnknownPageError(Exception):
    """The page is not in the ledger; `near` are similar names."""

    def __init__(self, page: str, near: list[str]) -> None:
        super().__init__(page)
        self.near = near


def explain(ledger: Path, page: str) -> Explanation:
    """Return what the ledger holds on a page, given by its address (`/2024/03/x/`) or its file below the output folder.

    Raises UnknownPageError if no build has made such a page, FileNotFoundError if there is no ledger.
    """
    if not ledger.is_file():
        raise FileNotFoundError(ledger)
    name = page.lstrip("/")
    name = f"{name}index.html" if not name or name.endswith("/") else name
    with closing(connect(ledger)) as connection:
        run = connection.execute
        row = run("SELECT number, why, kind, reads FROM output WHERE name = ?", (name,)).fetchone()
        if row is None:
            last = name.removesuffix("/index.html").rpartition("/")[2]
            found = run("SELECT name FROM output WHERE name LIKE ? ORDER BY name LIMIT 5", (f"%{last}%",))
            raise UnknownPageError(name, [other for (other,) in found])
        number, why, kind, reads = row
        contents = run(
            "SELECT source.path, attributes.names FROM attribute_read "
            "JOIN source ON source.number = attribute_read.source "
            "JOIN attributes ON attributes.number = attribute_read.attributes "
            "WHERE attribute_read.output = ? ORDER BY source.path",
            (number,),
        ).fetchall()
        values = run(
            "SELECT key FROM read_set JOIN value ON value.number = read_set.value WHERE read_set.number = ? ORDER BY key",
            (reads,),
        ).fetchall()
        (neighbours,) = run("SELECT count(*) FROM near WHERE output = ?", (number,)).fetchone()
        pending = run("SELECT why FROM pending WHERE name = ?", (name,)).fetchone()
    keys = tuple(key for (key,) in values)
    return Explanation(name, why, kind, tuple(contents), keys, neighbours, pending[0] if pending else "")
