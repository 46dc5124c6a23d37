"""Find outputs whose recorded reads have changed."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import TemplateError
from jinja2.defaults import DEFAULT_NAMESPACE

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.context import MISSING_VALUE, Settings, SharedContext
from plugins.incremental.tracking.digest import Undigestable, digest
from plugins.incremental.tracking.files import digest_of_file
from plugins.incremental.tracking.library import Catalogue, StaticCatalogue
from plugins.incremental.tracking.lists import ArticleList


class Evaluator:
    """Compute the current digest of a recorded read."""

    def __init__(
        self,
        settings: Settings,
        shared: SharedContext,
        catalogues: Mapping[str, Catalogue | StaticCatalogue],
        lists: Mapping[str, ArticleList],
        template: Callable[[str], bytes],
    ) -> None:
        self._template = template
        self._settings = settings
        self._shared = shared
        self._catalogues = catalogues
        self._lists = lists
        self._digests: dict[str, bytes] = {}

    def current_digest(self, key: str) -> bytes:
        """Return the current digest for `key`; one that equals no other if its source no longer exists."""
        if key not in self._digests:
            kind, _, rest = key.partition("/")
            ask: dict[str, Callable[[str], bytes]] = {
                "context": lambda name: self._digest(self._shared.current_value(name)),
                "setting": lambda name: self._digest(self._settings.current_value(name)),
                "global": lambda name: self._digest(
                    self._settings.current_value("JINJA_GLOBALS").get(name, _standard_global(name))
                ),
                "path": self._catalogues["generated"].current_digest,
                "static": self._catalogues["static"].current_digest,
                "list": self._list_digest,
                "template": self._current_template_digest,
                "file": digest_of_file,
            }
            self._digests[key] = ask[kind](rest) if kind in ask else b"\0"
        return self._digests[key]

    def _digest(self, value: Any) -> bytes:
        try:
            return digest(value, settings=self._settings)
        except Undigestable:
            return b"\0"

    def _current_template_digest(self, name: str) -> bytes:
        try:
            return self._template(name)
        except TemplateError:
            return b"\0"

    def _list_digest(self, rest: str) -> bytes:
        name, _, operation = rest.rpartition("/")
        found = self._lists.get(name)
        return b"\0" if found is None else found.current_digest(operation)


def _standard_global(name: str) -> Any:
    return DEFAULT_NAMESPACE.get(name, MISSING_VALUE)


def stale_outputs(connection: sqlite3.Connection, evaluator: Evaluator) -> dict[str, str]:
    """Return the names of stale outputs, each with the reason."""
    stale: dict[str, str] = dict(connection.execute("SELECT name, why FROM pending").fetchall())
    for number, key, remembered in connection.execute("SELECT number, key, digest FROM value").fetchall():
        if key == tracker.UNCOMPARABLE or evaluator.current_digest(key) != remembered:
            rows = connection.execute(
                "SELECT output.name FROM read_set JOIN output ON output.reads = read_set.number WHERE read_set.value = ?",
                (number,),
            )
            for (name,) in rows:
                stale.setdefault(name, key)
    return stale


def stale_neighbours(
    connection: sqlite3.Connection, lists: Mapping[str, ArticleList], orders: Mapping[str, bytes]
) -> dict[str, str]:
    """Return outputs whose content has other neighbours than in the last build.

    `orders` are the packed orders of the lists in the last build. Only contents in the part of a list that differs
    can have other neighbours.
    """
    stale = {}
    for name in [row[0] for row in connection.execute("SELECT DISTINCT list FROM near")]:
        found = lists.get(name)
        before = unpack_order(orders.get(name, b""))
        after = list(found.numbers) if found is not None else []
        if before == after:
            continue
        for number in _window(before, after):
            rows = connection.execute(
                "SELECT output.name, near.digest FROM near JOIN output ON output.number = near.output WHERE near.source = ? AND near.list = ?",
                (number, name),
            )
            for output, remembered in rows:
                if found is None or found.current_digest(f"near:{number}") != remembered:
                    stale[output] = f"neighbours in {name}"
    return stale


def _window(before: list[int], after: list[int]) -> set[int]:
    """Return the contents that stand in the part of two orders that differs, and those at its edges."""
    shorter = min(len(before), len(after))
    start = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    end = next(
        (place for place in range(shorter - start) if before[-1 - place] != after[-1 - place]),
        shorter - start,
    )
    return {number for order in (before, after) for number in order[max(0, start - 1) : len(order) - end + 1]}


def pack_order(numbers: Any) -> bytes:
    """Return an order of contents as bytes."""
    return array("q", numbers).tobytes()


def unpack_order(data: bytes) -> list[int]:
    """Return the order that `pack_order` has packed."""
    packed = array("q")
    packed.frombytes(data)
    return packed.tolist()
