"""The titles of all texts, for lists and for search. Only files that have changed are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.desk.desk import Desk
from plugins.desk.texts.deciding import title_of
from plugins.errors.issue import ContentError
from plugins.vietnamese.text import slug_of

MOST_FOUND = 50


@dataclass(frozen=True)
class Listed:
    """A text of the content folder."""

    path: str
    kind: str
    title: str


def refresh_catalogue(desk: Desk, blobs: Mapping[str, str] | None = None) -> None:
    """Bring the catalogue up to date with what is submitted; `blobs` are the ids of all files, if they are known."""
    found = desk.content.blobs() if blobs is None else blobs
    texts = {path: blob for path, blob in found.items() if path.endswith(ARTICLE_ENDINGS)}
    known = {row["path"]: row["blob"] for row in desk.database.rows("SELECT path, blob FROM catalogue")}
    changed = {path: blob for path, blob in texts.items() if known.get(path) != blob}
    contents = desk.content.history.contents(changed.values()) if changed else {}
    with desk.database.transaction() as connection:
        connection.executemany(
            "DELETE FROM catalogue WHERE path = ?", [(path,) for path in known.keys() - texts]
        )
        rows = [
            (path, blob, desk.content.type_at(path).name, _title(contents.get(blob, b"")))
            for path, blob in changed.items()
        ]
        connection.executemany(
            "INSERT OR REPLACE INTO catalogue VALUES (?, ?, ?, ?, ?)",
            [(path, blob, kind, title, _folded(title)) for path, blob, kind, title in rows],
        )


def find_texts(desk: Desk, query: str) -> list[Listed]:
    """Return the texts whose titles have all words of a query, with or without marks; the newest by their paths first."""
    words = _folded(query).split()
    conditions = " AND ".join(["folded LIKE ?"] * len(words)) or "1"
    rows = desk.database.rows(
        f"SELECT path, kind, title FROM catalogue WHERE {conditions} ORDER BY path DESC LIMIT {MOST_FOUND}",  # noqa: S608 - only question marks
        *(f"%{word}%" for word in words),
    )
    return [Listed(row["path"], row["kind"], row["title"]) for row in rows]


def titles_of(desk: Desk, paths: list[str]) -> dict[str, str]:
    """Return the titles of some texts by their paths."""
    found = {}
    for path in paths:
        row = desk.database.row("SELECT title FROM catalogue WHERE path = ?", path)
        if row is not None:
            found[path] = row["title"]
    return found


def _title(data: bytes) -> str:
    try:
        return title_of(data)
    except ContentError:
        return "(tệp không đọc được)"


def _folded(text: str) -> str:
    return slug_of(text).replace("-", " ")
