"""Pelican gives each of its generators an environment of its own; here they share what Jinja has compiled."""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache


class CompiledOnce(BytecodeCache):
    """Templates that this process has compiled, by all that their code depends on."""

    def __init__(self) -> None:
        self._codes: dict[object, CodeType] = {}
        self._known: WeakKeyDictionary[Environment, object] = WeakKeyDictionary()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code if it was compiled before."""
        bucket.code = self._codes.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket."""
        if bucket.code is not None:
            self._codes[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> object:
        surroundings = self._known.get(bucket.environment)
        if surroundings is None:
            surroundings = self._known[bucket.environment] = _surroundings(bucket.environment)
        return (bucket.key, bucket.checksum, surroundings)


COMPILED = CompiledOnce()


class SharingEnvironment(Environment):
    """Jinja's environment as Pelican makes it, for a site of a few pages in a fifth of the time.

    It lists no templates either: Pelican asks each generator's for all of them, for a debug message.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"bytecode_cache": COMPILED, **options})

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing."""
        return []


def _surroundings(environment: Environment) -> object:
    """Return options, extensions, filters and tests of an environment: Jinja folds constants through them."""
    options = (
        environment.trim_blocks,
        environment.lstrip_blocks,
        environment.autoescape,
        environment.undefined,
    )
    return (options, *environment.extensions, _codes(environment.filters), _codes(environment.tests))


def _codes(functions: Mapping[str, object]) -> frozenset[tuple[str, object]]:
    return frozenset(
        (name, getattr(function, "__code__", type(function))) for name, function in functions.items()
    )
