"""Tracked dictionaries for Pelican's settings and shared context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.incremental.tracking import tracker


class TrackedDict(dict[str, Any]):
    """A dictionary that records which keys are read, under a prefix (`setting/…`, `context/…`)."""

    prefix = ""

    def record(self, key: str) -> None:
        """Record a read of a key."""
        if tracker.current is not None:
            tracker.current.record_value(f"{self.prefix}/{key}", dict.get(self, key, MISSING_VALUE))

    def _record_all(self) -> None:
        if tracker.current is not None:
            for key in dict.keys(self):
                self.record(key)
            tracker.current.record_value(f"{self.prefix}/", self.current_value(""))

    def current_value(self, key: str) -> Any:
        """Return the value of a key (for an empty key, all keys) without recording it."""
        return dict.get(self, key, MISSING_VALUE) if key else sorted(map(str, dict.keys(self)))

    def __getitem__(self, key: str) -> Any:
        self.record(key)
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key and record the read."""
        self.record(key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self.record(str(key))
        return dict.__contains__(self, key)

    def __iter__(self) -> Iterator[str]:
        self._record_all()
        return dict.__iter__(self)

    def items(self) -> Any:
        """Return all items, recorded as read."""
        self._record_all()
        return dict.items(self)

    def keys(self) -> Any:
        """Return all keys, recorded as read."""
        self._record_all()
        return dict.keys(self)

    def values(self) -> Any:
        """Return all values, recorded as read."""
        self._record_all()
        return dict.values(self)

    def copy(self) -> dict[str, Any]:
        """Return a plain dictionary; all items count as read."""
        self._record_all()
        return dict(dict.items(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return self.copy()

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (self.copy(),)


MISSING_VALUE = "\0missing"


class Settings(TrackedDict):
    """Pelican's settings."""

    prefix = "setting"


class SharedContext(TrackedDict):
    """The context that all generators share.

    Pelican writes a page when a generator declares it, the engine when all have been declared. From `keep_history` on,
    changes are logged, so that `at` can return the context as of a page's declaration.
    """

    prefix = "context"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._history: list[tuple[str, Any]] | None = None
        self.replaced: set[str] = set()

    def keep_history(self) -> None:
        """Log the previous value of each key that changes from now on."""
        self._history = []

    def version(self) -> int:
        """Return the current version, for `at`."""
        return len(self._history or ())

    def at(self, version: int) -> dict[str, Any]:
        """Return a plain copy of the context at a version."""
        state = dict(dict.items(self))
        for key, value in reversed((self._history or [])[version:]):
            if value is MISSING_VALUE:
                state.pop(key, None)
            else:
                state[key] = value
        return state

    def _remember(self, key: str) -> None:
        if self._history is not None:
            self._history.append((key, dict.get(self, key, MISSING_VALUE)))
            self.replaced.add(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._remember(key)
        dict.__setitem__(self, key, value)

    def __delitem__(self, key: str) -> None:
        self._remember(key)
        dict.__delitem__(self, key)

    def update(self, *arguments: Any, **more: Any) -> None:
        """Set several keys."""
        for key, value in dict(*arguments, **more).items():
            self[key] = value

    def pop(self, key: str, *default: Any) -> Any:
        """Remove a key and return its value."""
        if dict.__contains__(self, key):
            self._remember(key)
        return dict.pop(self, key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, set if it is missing."""
        if not dict.__contains__(self, key):
            self[key] = default
        return self[key]
