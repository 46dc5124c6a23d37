"""Digests of immutable values are computed once per build, not once per page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property
from pathlib import PurePath
from typing import Any

from plugins.incremental.tracking.digest import digest

PLAIN = (str, int, float, bool, bytes, type(None), complex, date, datetime, timedelta)
MOST = 1000  # cached values; a preview builds many times in one process

_known: dict[
    int, tuple[Any, bytes]
] = {}  # by identity, and the value beside it, so that it stays the same one


def digest_once(value: Any, settings: object) -> bytes:
    """Return `digest(value)`, cached for immutable values. Raises Undigestable."""
    if type(value) in PLAIN:
        return digest(value, settings=settings)
    known = _known.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    found = digest(value, settings=settings)
    if is_immutable(value):
        if len(_known) >= MOST:
            _known.clear()
        _known[id(value)] = (value, found)
    return found


def is_immutable(value: Any) -> bool:
    """Tell whether a value, including everything it contains, cannot be changed in place."""
    kind = type(value)
    if kind in PLAIN or isinstance(value, Enum | PurePath):
        return True
    if kind in (tuple, frozenset) or hasattr(kind, "_fields"):
        return isinstance(value, tuple | frozenset) and all(map(is_immutable, value))
    if is_dataclass(value) and kind.__dataclass_params__.frozen:
        names = [item.name for item in fields(value)]
        held = getattr(value, "__dict__", {}).keys()
        return (
            held == set(names)
            and not _keeps_results(kind)
            and all(is_immutable(getattr(value, name)) for name in names)
        )
    return False


def _keeps_results(kind: type) -> bool:
    """Tell whether a class has cached properties, which add to the state of its objects."""
    return any(isinstance(item, cached_property) for one in kind.__mro__ for item in vars(one).values())
