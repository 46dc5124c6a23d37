"""Detect plugins that collect state while sources are parsed: they would miss sources that are not parsed again."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable
from types import MethodType
from typing import Any

from plugins.incremental.tracking.digest import Undigestable, digest

CONTAINERS = (list, dict, set, deque, bytearray)


class StatefulPluginError(Exception):
    """A plugin collects state while sources are parsed: each build must parse all of them in one process."""


class PluginState:
    """State of signal receivers: containers in their modules, and in the objects whose methods they are."""

    def __init__(self, signals: Iterable[Any]) -> None:
        receivers = [receiver for signal in signals for receiver in signal.receivers_for(None)]
        self._namespaces = {
            f"{receiver.__module__}.{getattr(receiver, '__qualname__', '')}": _namespaces(receiver)
            for receiver in receivers
        }
        self._digests = self._current_digests()

    def changed(self) -> str:
        """Return the name of a plugin whose state changed since the last call, or an empty text."""
        before, self._digests = self._digests, self._current_digests()
        return next((name for name, found in self._digests.items() if found != before[name]), "")

    def _current_digests(self) -> dict[str, list[bytes]]:
        return {
            plugin: [
                _digest(item)
                for namespace in namespaces
                for name, item in namespace.items()
                if isinstance(item, CONTAINERS) and not name.startswith("__")
            ]
            for plugin, namespaces in self._namespaces.items()
        }


def _namespaces(receiver: Any) -> list[dict[str, Any]]:
    module = sys.modules.get(receiver.__module__)
    owners: list[Any] = [None if receiver.__module__.startswith("pelican.") else module]
    if isinstance(receiver, MethodType):
        owners.append(receiver.__self__)
    return [vars(owner) for owner in owners if hasattr(owner, "__dict__")]


def _digest(item: Any) -> bytes:
    try:
        return digest(item)
    except (Undigestable, RecursionError):
        return str(len(item)).encode()
