"""Jinja as Pelican sets it up, noting what a template reads of its context and of Jinja's globals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.runtime import Context

from plugins.incremental import recording

local_names: frozenset[str] = frozenset()  # what the page being rendered was given for itself
MISSING = object()


class NotingContext(Context):
    """A template's variables; those that come from outside the page are noted when they are resolved."""

    def resolve_or_missing(self, key: str) -> Any:
        """Return a variable, noted under `context/` or, if it is one of Jinja's globals, under `global/`."""
        value = super().resolve_or_missing(key)
        current = recording.current
        if current is None or key in self.vars:
            return value
        shared = self.environment.shared_context  # type: ignore[attr-defined] # set by NotingEnvironment
        if key in local_names:
            return value
        if dict.get(shared, key, MISSING) is value or not dict.__contains__(shared, key):
            if key in self.environment.globals and self.environment.globals[key] is value:
                current.note_value(f"global/{key}", value)
            elif dict.__contains__(shared, key) or key not in self.parent:
                current.note_value(f"context/{key}", shared.current_value(key))
        return value


class NotingEnvironment(Environment):
    """An environment that keeps compiled templates from build to build."""

    context_class = NotingContext
    shared_context: Any
    bytecode_folder: Path

    def __init__(self, *arguments: Any, **options: Any) -> None:
        cache = FileSystemBytecodeCache(str(self.bytecode_folder))
        super().__init__(*arguments, **{"bytecode_cache": cache, **options})

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing: Pelican lists all templates for each generator, for a debug message."""
        return []
