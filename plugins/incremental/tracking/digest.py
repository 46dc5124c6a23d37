"""A short digest of any value that a page can read, the same in every process and on every machine."""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta, tzinfo
from enum import Enum
from functools import lru_cache, partial
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

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
    hasher = hashlib.blake2b(digest_size=SIZE)
    _feed(value, hasher.update, settings, [])
    return hasher.digest()


def digest_of_text(text: str | bytes) -> bytes:
    """Return the digest of a text or of bytes."""
    return hashlib.blake2b(text.encode() if isinstance(text, str) else text, digest_size=SIZE).digest()


def _feed(value: Any, update: Callable[[bytes], object], settings: object, path: list[int]) -> None:
    kind = type(value)
    if kind in (str, int, float, bool, type(None)):
        update(f"{kind.__name__}:{value!r};".encode())
        return
    if value is settings:
        update(b"settings;")
        return
    name = getattr(value, "digest_name", None)
    if isinstance(name, str):  # a tracked object: reads of it are recorded separately
        update(f"view:{name};".encode())
        return
    if id(value) in path:
        update(f"cycle:{len(path) - path.index(id(value))};".encode())
        return
    path.append(id(value))
    try:
        _feed_compound(value, update, settings, path)
    finally:
        path.pop()


def _feed_compound(value: Any, update: Callable[[bytes], object], settings: object, path: list[int]) -> None:
    if isinstance(value, BY_REPR):
        update(f"{type(value).__qualname__}:{value!r};".encode())
        return
    if isinstance(value, Mapping):
        update(f"mapping {len(value)}:".encode())
        for key, item in _in_order(value.items(), settings):
            _feed(key, update, settings, path)
            _feed(item, update, settings, path)
        return
    if isinstance(value, set | frozenset):
        update(f"set {len(value)}:".encode())
        for part in sorted(digest(item, settings=settings) for item in value):
            update(part)
        return
    if isinstance(value, list | tuple):
        update(f"list {len(value)}:".encode())
        for item in value:
            _feed(item, update, settings, path)
        return
    if isinstance(value, FunctionType | BuiltinFunctionType | MethodType | partial | type | ModuleType):
        _feed_code(value, update, settings, path)
        return
    _feed_object(value, update, settings, path)


def _feed_object(value: Any, update: Callable[[bytes], object], settings: object, path: list[int]) -> None:
    if isinstance(value, URLWrapper):  # reading its URL adds keys to its state
        extra = {name: item for name, item in vars(value).items() if name not in TERM_STATE}
        update(f"term {type(value).__qualname__}:".encode())
        _feed([value.name, value.slug, extra], update, settings, path)
        return
    if hasattr(value, "__next__") or hasattr(value, "fileno") or inspect.iscoroutine(value):
        raise Undigestable(type(value).__qualname__)
    state = dict(getattr(value, "__dict__", {}))
    if isinstance(value, Content):  # a static file refers to the whole context
        state.pop("_context", None)
    for slot in (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())):
        if hasattr(value, slot):
            state[slot] = getattr(value, slot)
    plain = type(value).__dict__.get("__reduce__") is None and type(value).__module__ != "builtins"
    if not state and not plain:
        raise Undigestable(type(value).__qualname__)
    update(f"object {type(value).__module__}.{type(value).__qualname__}:".encode())
    update(_source_of_module(type(value).__module__))
    _feed(state, update, settings, path)


def _feed_code(value: Any, update: Callable[[bytes], object], settings: object, path: list[int]) -> None:
    if isinstance(value, partial):
        update(b"partial:")
        _feed([value.func, value.args, value.keywords], update, settings, path)
        return
    if isinstance(value, MethodType):
        update(f"method {value.__func__.__qualname__}:".encode())
        _feed(value.__self__, update, settings, path)
        return
    update(
        f"code {getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value.__name__)}:".encode()
    )
    if isinstance(value, type):
        update(_source_of_module(value.__module__))
    if isinstance(value, BuiltinFunctionType) and not isinstance(value.__self__, ModuleType):
        _feed(value.__self__, update, settings, path)
    if isinstance(value, FunctionType):
        update(_source_digest(value.__code__.co_filename))
        update(repr(value.__code__.co_firstlineno).encode())
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        _feed([cells, value.__defaults__, value.__kwdefaults__], update, settings, path)


@lru_cache(maxsize=1024)
def _source_of_module(name: str) -> bytes:
    """Return the digest of a class's source file: the value of an object includes its behaviour."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return _source_digest(file) if file and file.endswith(".py") else b"built in"


@lru_cache(maxsize=1024)
def _source_digest(file: str) -> bytes:
    try:
        with open(file, "rb") as source:
            return digest_of_text(source.read())
    except OSError:
        return b"no source"


def _in_order(items: Any, settings: object) -> list[Any]:
    def key(item: tuple[Any, Any]) -> str:
        return str(item[0]) if isinstance(item[0], str) else digest(item[0], settings=settings).hex()

    return sorted(items, key=key)
