"""Tracked dictionaries for Pelican's settings and shared context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.incremental.tracking import tracker

MISSING_VALUE = "\0missing"


class TrackedDict(dict[str, Any]):
    """A dictionary that records which keys are read, under a prefix (`setting/…`, `context/…`)."""

    prefix = ""

    def record(self, key: str) -> None:
        """Record a read of a key; of an empty key, of all keys."""
        current = tracker.current
        if current is not None and (name := f"{self.prefix}/{key}") not in current.values:
            current.record_value(name, self.current_value(key))

    def record_all(self) -> None:
        """Record a read of all keys and values."""
        if tracker.current is not None:
            for key in ["", *dict.keys(self)]:
                self.record(key)

    def current_value(self, key: str) -> Any:
        """Return what is recorded and compared for a key (for an empty key, all keys)."""
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

    def __len__(self) -> int:
        self.record("")
        return dict.__len__(self)

    def __iter__(self) -> Iterator[str]:
        self.record_all()
        return dict.__iter__(self)

    def items(self) -> Any:
        """Return all items, recorded as read."""
        self.record_all()
        return dict.items(self)

    def keys(self) -> Any:
        """Return all keys, recorded as read."""
        self.record_all()
        return dict.keys(self)

    def values(self) -> Any:
        """Return all values, recorded as read."""
        self.record_all()
        return dict.values(self)

    def copy(self) -> dict[str, Any]:
        """Return a plain dictionary; all items count as read."""
        self.record_all()
        return dict(dict.items(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return self.copy()

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (self.copy(),)


class Settings(TrackedDict):
    """Pelican's settings."""

    prefix = "setting"

    def __bool__(self) -> bool:
        """Return True, recording nothing: settings are never empty. Pelican's readers ask for each source."""
        return True


class SharedContext(TrackedDict):
    """The context that all generators share.

    Pelican writes a page when a generator declares it, the engine when all have been declared: each page holds the
    `state` of its declaration.
    """

    prefix = "context"
    _state: dict[str, Any] | None = None

    def state(self) -> dict[str, Any]:
        """Return a plain copy as of now, the same one until a key is changed."""
        if self._state is None:
            self._state = dict(dict.items(self))
        return self._state

    def __setitem__(self, key: str, value: Any) -> None:
        self._state = None
        dict.__setitem__(self, key, value)

    def __delitem__(self, key: str) -> None:
        self._state = None
        dict.__delitem__(self, key)

    def update(self, *arguments: Any, **more: Any) -> None:
        """Set several keys."""
        self._state = None
        dict.update(self, *arguments, **more)

    def pop(self, key: str, *default: Any) -> Any:
        """Remove a key and return its value."""
        self._state = None
        return dict.pop(self, key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, set if it is missing."""
        self._state = None
        return dict.setdefault(self, key, default)
