"""Noticing plugins that gather something while files are read: they would miss all that is not read anew."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable
from types import MethodType
from typing import Any

from plugins.incremental.tracking.digest import Undigestable, digest

CONTAINERS = (list, dict, set, deque, bytearray)


class GatheringError(Exception):
    """A plugin gathers while files are read: each build has to read all of them, in one process."""


class Gathering:
    """What the receivers of some signals keep in their modules, or in the objects whose methods they are."""

    def __init__(self, signals: Iterable[Any]) -> None:
        receivers = [receiver for signal in signals for receiver in signal.receivers_for(None)]
        self._kept = {_name(receiver): _places(receiver) for receiver in receivers}
        self._before = self._digests()

    def changed(self) -> str:
        """Return the name of a plugin that has kept something since the last look, empty if none has."""
        if not self._kept:
            return ""
        now = self._digests()
        before, self._before = self._before, now
        return next((name for name in now if now[name] != before[name]), "")

    def _digests(self) -> dict[str, list[bytes]]:
        return {name: [_digest(item) for item in _containers(places)] for name, places in self._kept.items()}


def _name(receiver: Any) -> str:
    return f"{receiver.__module__}.{getattr(receiver, '__qualname__', '')}"


def _places(receiver: Any) -> list[dict[str, Any]]:
    module = sys.modules.get(receiver.__module__)
    places = [] if module is None or module.__name__.startswith("pelican.") else [vars(module)]
    owner = receiver.__self__ if isinstance(receiver, MethodType) else None
    return [*places, vars(owner)] if hasattr(owner, "__dict__") else places


def _containers(places: list[dict[str, Any]]) -> list[Any]:
    return [
        item
        for place in places
        for name, item in place.items()
        if isinstance(item, CONTAINERS) and name[:2] != "__"
    ]


def _digest(item: Any) -> bytes:
    try:
        return digest(item)
    except (Undigestable, RecursionError):
        return str(len(item)).encode()
