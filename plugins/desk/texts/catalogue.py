"""The titles and times of all texts, for lists and for search. Only files that have changed are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.content_type import Status
from plugins.desk.desk import Desk
from plugins.desk.texts.heads import title_in, values_of
from plugins.desk.texts.times import Times, times_of
from plugins.errors.issue import ContentError
from plugins.vietnamese.text import fold

MOST_FOUND = 50
NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Listed:
    """A text of the content folder, as it was submitted; times are in seconds since 1970, None for never."""

    path: str
    kind: str
    title: str
    times: Times


def refresh_catalogue(desk: Desk, blobs: Mapping[str, str] | None = None) -> None:
    """Bring the catalogue up to date with what is submitted; `blobs` are the ids of all files, if they are known."""
    found = desk.content.blobs() if blobs is None else blobs
    texts = {path: blob for path, blob in found.items() if path.endswith(ARTICLE_ENDINGS)}
    known = {row["path"]: row["blob"] for row in desk.database.rows("SELECT path, blob FROM catalogue")}
    changed = {path: blob for path, blob in texts.items() if known.get(path) != blob}
    gone = known.keys() - texts
    if not changed and not gone:
        return
    contents = desk.content.history.contents(changed.values()) if changed else {}
    read = [(blob, _listed(desk, path, contents.get(blob, b""))) for path, blob in changed.items()]
    with desk.database.transaction() as connection:
        connection.executemany("DELETE FROM catalogue WHERE path = ?", [(path,) for path in gone])
        connection.executemany(
            "INSERT OR REPLACE INTO catalogue (path, blob, kind, title, folded, status, appears, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.path,
                    blob,
                    one.kind,
                    one.title,
                    _folded(one.title),
                    one.times.status.value,
                    one.times.appears,
                    one.times.expires,
                )
                for blob, one in read
            ],
        )


def find_texts(desk: Desk, query: str, *, after: int = 0) -> list[Listed]:
    """Return texts whose titles have all words of a query, with or without marks; the newest first, from number `after` on.

    At most one more than MOST_FOUND, which says that there are others.
    """
    words = _folded(query).split()
    conditions = " AND ".join(["folded LIKE ?"] * len(words)) or "1"
    return _rows(
        desk,
        f"{conditions} ORDER BY appears DESC NULLS LAST, path DESC LIMIT {MOST_FOUND + 1} OFFSET ?",
        *(f"%{word}%" for word in words),
        after,
    )


def texts_to_appear(desk: Desk, published: Mapping[str, str], now: float) -> list[Listed]:
    """Return the published texts that readers do not see yet, the next first."""
    found = _published(desk, published, "appears > ?", now)
    return sorted(
        (one for one in found if (one.times.appears or 0) > now),
        key=lambda one: (one.times.appears or 0, one.path),
    )


def texts_to_expire(desk: Desk, published: Mapping[str, str], now: float, until: float) -> list[Listed]:
    """Return the published texts that readers will lose in a span of time, the next first."""
    found = _published(desk, published, "expires > ? AND expires <= ?", now, until)
    return sorted(
        (one for one in found if now < (one.times.expires or 0) <= until),
        key=lambda one: (one.times.expires or 0, one.path),
    )


def listed_at(desk: Desk, paths: Iterable[str]) -> dict[str, Listed]:
    """Return some texts by their paths; those that do not exist are left out."""
    wanted = list(dict.fromkeys(paths))
    marks = ", ".join("?" * len(wanted))
    return {one.path: one for one in _rows(desk, f"path IN ({marks})", *wanted)} if wanted else {}


def _published(desk: Desk, published: Mapping[str, str], condition: str, *values: float) -> list[Listed]:
    """Return the published versions of texts that meet a condition, and of all texts that have a newer version."""
    blobs = {row["path"]: row["blob"] for row in desk.database.rows("SELECT path, blob FROM catalogue")}
    same = [one for one in _rows(desk, condition, *values) if published.get(one.path) == blobs.get(one.path)]
    others = {
        path: blob
        for path, blob in published.items()
        if path.endswith(ARTICLE_ENDINGS) and blobs.get(path) != blob
    }
    contents = desk.content.history.contents(others.values()) if others else {}
    found = [*same, *(_listed(desk, path, contents.get(blob, b"")) for path, blob in others.items())]
    return [one for one in found if one.times.status is Status.PUBLISHED]


def _rows(desk: Desk, condition: str, *values: object) -> list[Listed]:
    rows = desk.database.rows(f"SELECT * FROM catalogue WHERE {condition}", *values)  # noqa: S608 - of this module, with question marks for values
    return [
        Listed(
            row["path"],
            row["kind"],
            row["title"],
            Times(Status(row["status"]), row["appears"], row["expires"]),
        )
        for row in rows
    ]


def _listed(desk: Desk, path: str, data: bytes) -> Listed:
    kind = desk.content.type_at(path).name
    try:
        values = values_of(data)
        return Listed(path, kind, title_in(values), times_of(values, desk.agency.zone))
    except ContentError:
        return Listed(path, kind, "(tệp không đọc được)", Times(Status.DRAFT, None, None))


def _folded(text: str) -> str:
    return NO_WORD.sub(" ", fold(text)).strip()
