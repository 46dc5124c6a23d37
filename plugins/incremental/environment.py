"""Jinja as Pelican sets it up, noting what a template reads of its context and of Jinja's globals."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, Template
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS as DEFAULT_TESTS

from plugins.incremental import recording
from plugins.incremental.digest import Undigestable, digest

local_names: frozenset[str] = frozenset()  # what the page being rendered was given for itself
MISSING = object()
OPTIONS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "undefined",
    "finalize",
    "autoescape",
    "policies",
)
logger = logging.getLogger(__name__)


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


class NotingTemplate(Template):
    """A template whose module of macros is made once, and counts as read by every page that imports it."""

    _module_readings: recording.Recording | None = None

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        current = recording.current
        if current is None:
            return super()._get_default_module(ctx)
        if self._module_readings is None:
            self._module = None
            with recording.recorded(recording.Recording(current.settings)) as readings:
                module = super()._get_default_module(ctx)
            self._module_readings = readings
        else:
            module = super()._get_default_module(ctx)
        if self._module_readings is not None:
            current.note_again(self._module_readings)
        return module


class NotingEnvironment(Environment):
    """An environment that keeps compiled templates from build to build."""

    context_class = NotingContext
    template_class = NotingTemplate
    shared_context: Any
    bytecode_folder: Path
    _digest: tuple[tuple[int, ...], bytes] | None = None

    @property
    def bytecode_cache(self) -> BytecodeCache | None:
        """The compiled templates of just these options, filters and tests: Jinja folds constants through them."""
        folder = self.bytecode_folder / self.digest().hex()
        folder.mkdir(exist_ok=True)
        return FileSystemBytecodeCache(str(folder))

    @bytecode_cache.setter
    def bytecode_cache(self, _value: BytecodeCache | None) -> None:
        return

    def digest(self) -> bytes:
        """Return a digest of options, extensions, filters and tests; one that equals no other if they have none."""
        parts = [
            {name: getattr(self, name) for name in OPTIONS},
            sorted(self.extensions),
            {name: item for name, item in self.filters.items() if DEFAULT_FILTERS.get(name) is not item},
            {name: item for name, item in self.tests.items() if DEFAULT_TESTS.get(name) is not item},
        ]
        known = (*map(id, self.filters.values()), *map(id, self.tests.values()))
        if self._digest is None or self._digest[0] != known:
            try:
                found = digest(parts)
            except Undigestable as error:
                logger.warning(
                    "A filter, test or option of Jinja cannot be compared (%s): all pages are rendered.",
                    error,
                )
                found = os.urandom(12)
            self._digest = (known, found)
        return self._digest[1]

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing: Pelican lists all templates for each generator, for a debug message."""
        return []
