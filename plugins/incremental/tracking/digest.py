"""A short digest of any value that a page can read, the same in every process and on every machine."""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta, tzinfo
from enum import Enum
from functools import lru_cache, partial
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

SCALARS = frozenset({str, int, float, bool, type(None)})
CONTAINERS = frozenset({list, tuple, dict})
TERM_STATE = frozenset({"settings", "name", "slug", "_name", "_slug", "_slug_from_name"})
BY_REPR = (bytes, PurePath, date, timedelta, tzinfo, Enum, re.Pattern, complex, str, int, float)
SIZE = 12  # bytes; 96 bits: a chance below 1e-18 of one collision among 100,000 values


class Undigestable(TypeError):  # noqa: N818 - names a property of the value; always caught
    """The value cannot be compared between builds."""


def digest(value: Any, *, settings: object = None) -> bytes:
    """Return a digest of a value by content, not by identity.

    `settings` is Pelican's settings object, which many objects refer to: it is digested as a constant. Raises
    Undigestable for values that cannot be compared: generators, open files, functions that hold such objects.
    """
    parts: list[str] = []
    _feed(value, parts.append, settings, [])
    return digest_of_text("".join(parts))


def digest_of_text(text: str | bytes) -> bytes:
    """Return the digest of a text or of bytes."""
    return hashlib.blake2b(text.encode() if isinstance(text, str) else text, digest_size=SIZE).digest()


def _feed(value: Any, add: Callable[[str], object], settings: object, path: list[int]) -> None:
    kind = type(value)
    if kind in SCALARS:
        add(f"{kind.__name__}:{value!r};")
        return
    if value is settings:
        add("settings;")
        return
    if kind not in CONTAINERS:
        name = getattr(value, "digest_name", None)
        if isinstance(name, str):  # a tracked object: reads of it are recorded separately
            add(f"view:{name};")
            return
    if id(value) in path:
        add(f"cycle:{len(path) - path.index(id(value))};")
        return
    path.append(id(value))
    try:
        _feed_compound(value, add, settings, path)
    finally:
        path.pop()


def _feed_compound(value: Any, add: Callable[[str], object], settings: object, path: list[int]) -> None:
    if type(value) not in CONTAINERS and isinstance(value, BY_REPR):
        add(f"{type(value).__qualname__}:{value!r};")
        return
    if isinstance(value, Mapping):
        add(f"mapping {len(value)}:")
        for key, item in _in_order(value.items(), settings):
            _feed(key, add, settings, path)
            _feed(item, add, settings, path)
        return
    if isinstance(value, set | frozenset):
        add(f"set {len(value)}:")
        for part in sorted(digest(item, settings=settings) for item in value):
            add(part.hex())
        return
    if isinstance(value, list | tuple):
        add(f"list {len(value)}:")
        for item in value:
            _feed(item, add, settings, path)
        return
    if isinstance(value, FunctionType | BuiltinFunctionType | MethodType | partial | type | ModuleType):
        _feed_code(value, add, settings, path)
        return
    _feed_object(value, add, settings, path)


def _feed_object(value: object, add: Callable[[str], object], settings: object, path: list[int]) -> None:
    kind = type(value)
    if isinstance(value, URLWrapper):  # reading its URL adds keys to its state
        extra = {name: item for name, item in vars(value).items() if name not in TERM_STATE}
        add(f"term {kind.__qualname__}:")
        _feed([value.name, value.slug, extra], add, settings, path)
        return
    if hasattr(value, "__next__") or hasattr(value, "fileno") or inspect.iscoroutine(value):
        raise Undigestable(kind.__qualname__)
    state = dict(getattr(value, "__dict__", {}))
    if isinstance(value, Content):  # a static file refers to the whole context
        state.pop("_context", None)
    header, slots, plain = _description(kind)  # type: ignore[arg-type] # mypy takes classes for unhashable
    for slot in slots:
        if hasattr(value, slot):
            state[slot] = getattr(value, slot)
    if not state and not plain:
        raise Undigestable(kind.__qualname__)
    add(header)
    _feed(state, add, settings, path)


@lru_cache(maxsize=1024)
def _description(kind: type) -> tuple[str, tuple[str, ...], bool]:
    """Return the name and the source of a class, its slots, and whether an object without state has a value."""
    slots = tuple(name for parent in kind.__mro__ for name in getattr(parent, "__slots__", ()))
    plain = kind.__dict__.get("__reduce__") is None and kind.__module__ != "builtins"
    name = f"object {kind.__module__}.{kind.__qualname__}:{_source_of_module(kind.__module__)}"
    return name, slots, plain


def _feed_code(value: Any, add: Callable[[str], object], settings: object, path: list[int]) -> None:
    if isinstance(value, partial):
        add("partial:")
        _feed([value.func, value.args, value.keywords], add, settings, path)
        return
    if isinstance(value, MethodType):
        add(f"method {value.__func__.__qualname__}:")
        _feed(value.__self__, add, settings, path)
        return
    add(f"code {getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value.__name__)}:")
    if isinstance(value, type):
        add(_source_of_module(value.__module__))
    if isinstance(value, BuiltinFunctionType) and not isinstance(value.__self__, ModuleType):
        _feed(value.__self__, add, settings, path)
    if isinstance(value, FunctionType):
        add(f"{_source_digest(value.__code__.co_filename)} {value.__code__.co_firstlineno}")
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        _feed([cells, value.__defaults__, value.__kwdefaults__], add, settings, path)


@lru_cache(maxsize=1024)
def _source_of_module(name: str) -> str:
    """Return the digest of a class's source file: the value of an object includes its behaviour."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return _source_digest(file) if file and file.endswith(".py") else "built in"


@lru_cache(maxsize=1024)
def _source_digest(file: str) -> str:
    try:
        with open(file, "rb") as source:
            return digest_of_text(source.read()).hex()
    except OSError:
        return "no source"


def _in_order(items: Iterable[tuple[Any, Any]], settings: object) -> list[tuple[Any, Any]]:
    def key(item: tuple[Any, Any]) -> str:
        return item[0] if type(item[0]) is str else digest(item[0], settings=settings).hex()

    return sorted(items, key=key)
