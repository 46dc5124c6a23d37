"""Find outputs whose recorded reads have changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.digest import Undigestable, digest
from plugins.incremental.tracking.lists import ArticleList

NO_VALUE = b"\0"  # equals no digest


class Evaluator:
    """Compute the current digest of a recorded read. `sources` return the current values by kind of the key."""

    def __init__(self, settings: object, sources: Mapping[str, Callable[[str], Any]]) -> None:
        self._settings = settings
        self._sources = sources
        self._digests: dict[str, bytes] = {}

    def current_digest(self, key: str) -> bytes:
        """Return the current digest for `key`; one that equals no other if its source no longer exists."""
        if key not in self._digests:
            kind, _, rest = key.partition("/")
            try:
                self._digests[key] = digest(self._sources[kind](rest), settings=self._settings)
            except (Undigestable, KeyError):
                self._digests[key] = NO_VALUE
        return self._digests[key]


def stale_outputs(connection: sqlite3.Connection, evaluator: Evaluator) -> dict[str, str]:
    """Return the names of stale outputs, each with the reason."""
    stale: dict[str, str] = dict(connection.execute("SELECT name, why FROM pending").fetchall())
    for number, key, remembered in connection.execute("SELECT number, key, digest FROM value").fetchall():
        if key == tracker.UNCOMPARABLE or evaluator.current_digest(key) != remembered:
            rows = connection.execute(
                "SELECT output.name FROM read_set JOIN output ON output.reads = read_set.number WHERE read_set.value = ?",
                (number,),
            )
            reason = "a template changed" if key.startswith("template/") else key
            for (name,) in rows:
                stale.setdefault(name, reason)
    return stale


def stale_neighbours(connection: sqlite3.Connection, lists: Mapping[str, ArticleList]) -> dict[str, str]:
    """Return outputs that show the neighbours of a content in a list, and it has others than in the last build."""
    stale: dict[str, str] = {}
    places: dict[str, Mapping[int, tuple[int | None, int | None]]] = {}
    for source, output, name, before, after in connection.execute("SELECT * FROM near"):
        if name not in places:
            places[name] = lists[name].places() if name in lists else {}
        if places[name].get(source, (None, None)) != (before, after):
            (page,) = connection.execute("SELECT name FROM output WHERE number = ?", (output,)).fetchone()
            stale[page] = f"neighbours in {name}"
    return stale
