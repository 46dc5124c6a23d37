"""Track what an output reads while it renders.

The next build compares these reads with the current state of the site and renders the output again only if one of
them has a different value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from plugins.incremental.tracking.digest import Undigestable, digest

UNCOMPARABLE = "always"  # key of a read whose value cannot be compared between builds
ALL_ATTRIBUTES = "*"
CHEAP = (str, int, bool, bytes, type(None))  # compared by value, all others by identity


@dataclass
class Tracker:
    """The reads of one output.

    Reads of articles are kept by article id and attribute, so that editing a body does not affect pages that only
    show the title. All other reads are kept by key with a digest of the value, for example
    `{"setting/SITENAME": b"..."}`. `unknown` describes values that cannot be compared, `files` are opened files,
    `neighbours` the ids before and after an article in a list, by name of the list and id.
    """

    articles: dict[int, set[str]] = field(default_factory=dict)
    values: dict[str, bytes] = field(default_factory=dict)
    neighbours: dict[tuple[str, int], tuple[int | None, int | None]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def record_attribute(self, article_id: int, name: str) -> None:
        """Record a read of `article.name`, including one of an attribute that does not exist."""
        known = self.articles.get(article_id)
        if known is None:
            self.articles[article_id] = {name}
        else:
            known.add(name)

    def record_value(self, key: str, value: Any) -> None:
        """Record a read of `value` under the key that the next build looks it up by."""
        if key not in self.values:
            with paused():
                try:
                    self.values[key] = _digest_once(value)
                except Undigestable as error:
                    self.values[UNCOMPARABLE] = b""
                    self.unknown.add(f"{key} ({error})")

    def merge(self, other: Tracker) -> None:
        """Add the reads of another tracker."""
        for article_id, names in other.articles.items():
            self.articles.setdefault(article_id, set()).update(names)
        self.values.update(other.values)
        self.neighbours.update(other.neighbours)
        self.unknown |= other.unknown
        self.files |= other.files


current: Tracker | None = None  # of the output that this process is rendering
_settings: object = None
_digests: dict[
    int, tuple[Any, bytes]
] = {}  # by identity; the value is held, so that no other one gets its id


def start(settings: object) -> None:
    """Forget digests before outputs are rendered: from now on, shared values no longer change."""
    global _settings  # noqa: PLW0603 - a process builds one site at a time
    _settings = settings
    _digests.clear()


def _digest_once(value: Any) -> bytes:
    """Return the digest of a value that all outputs share, computed once per process."""
    if type(value) in CHEAP:
        return _digest_by_value(value)
    known = _digests.get(id(value))
    if known is None:
        known = _digests[id(value)] = (value, digest(value, settings=_settings))
    return known[1]


@lru_cache(maxsize=4096, typed=True)
def _digest_by_value(value: object) -> bytes:
    return digest(value)


class tracking_reads:  # noqa: N801 - used like a function; as a generator it took 3.3 µs instead of 0.5
    """Send all reads inside to `tracker`; None turns tracking off."""

    __slots__ = ("_before", "_tracker")

    def __init__(self, tracker: Tracker | None) -> None:
        self._tracker = tracker

    def __enter__(self) -> None:
        global current
        self._before, current = current, self._tracker

    def __exit__(self, *_error: object) -> None:
        global current  # noqa: PLW0603 - as above
        current = self._before


def paused() -> tracking_reads:
    """Turn tracking off, for reads by the engine itself."""
    return tracking_reads(None)
