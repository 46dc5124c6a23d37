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
        self._kept = {_name(receiver): _namespaces(receiver) for receiver in receivers}
        self._before = self._digests()

    def changed(self) -> str:
        """Return the name of a plugin whose state changed since the last call, or an empty text."""
        if not self._kept:
            return ""
        now = self._digests()
        before, self._before = self._before, now
        return next((name for name in now if now[name] != before[name]), "")

    def _digests(self) -> dict[str, list[bytes]]:
        return {
            name: [_digest(item) for item in _containers(namespaces)]
            for name, namespaces in self._kept.items()
        }


def _name(receiver: Any) -> str:
    return f"{receiver.__module__}.{getattr(receiver, '__qualname__', '')}"


def _namespaces(receiver: Any) -> list[dict[str, Any]]:
    module = sys.modules.get(receiver.__module__)
    namespaces = [] if module is None or module.__name__.startswith("pelican.") else [vars(module)]
    owner = receiver.__self__ if isinstance(receiver, MethodType) else None
    return [*namespaces, vars(owner)] if hasattr(owner, "__dict__") else namespaces


def _containers(namespaces: list[dict[str, Any]]) -> list[Any]:
    return [
        item
        for namespace in namespaces
        for name, item in namespace.items()
        if isinstance(item, CONTAINERS) and name[:2] != "__"
    ]


def _digest(item: Any) -> bytes:
    try:
        return digest(item)
    except (Undigestable, RecursionError):
        return str(len(item)).encode()
