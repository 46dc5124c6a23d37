"""A Jinja environment that tracks reads of the context and of Jinja's globals."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, Template
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS as DEFAULT_TESTS
from jinja2.utils import missing

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.context import TrackedDict
from plugins.incremental.tracking.digest import Undigestable, digest

MISSING = object()
# Values passed to the page being rendered; MISSING for shared variables that it must not see.
local_values: dict[str, Any] = {}
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


class Variables(TrackedDict):
    """The parent variables of a template; reads by filters are tracked like those of templates."""

    prefix = "context"
    environment: Any

    def __init__(self, environment: Any, variables: Any) -> None:
        super().__init__(dict.items(variables))
        self.environment = environment

    def record(self, key: str) -> None:
        """Record a read of a variable that was not passed to the page itself."""
        current = tracker.current
        if current is None:
            return
        value = dict.get(self, key, MISSING)
        if key in local_values and local_values[key] is value:
            return
        shared = self.environment.shared_context
        known = dict.__contains__(shared, key)
        if known and dict.__getitem__(shared, key) is not value:
            if key in shared.replaced:  # a plugin has changed it since the page was declared
                current.record_value(f"context/{key}", value)
            return
        if key in self.environment.globals and self.environment.globals[key] is value:
            current.record_value(f"global/{key}", value)
        elif known or value is MISSING:
            current.record_value(f"context/{key}", shared.current_value(key))

    def current_value(self, key: str) -> Any:
        """Return the value in the shared context, which the next build compares."""
        return self.environment.shared_context.current_value(key)


class TrackedJinjaContext(Context):
    """A template's context; variables from outside the page are recorded when they are resolved."""

    parent: Variables

    def __init__(self, environment: Any, parent: dict[str, Any], *rest: Any, **more: Any) -> None:
        super().__init__(environment, Variables(environment, parent), *rest, **more)

    def resolve_or_missing(self, key: str) -> Any:
        """Return a variable, recorded under `context/` or, for one of Jinja's globals, under `global/`."""
        if key in self.vars:
            return self.vars[key]
        if tracker.current is not None:
            self.parent.record(key)
        return dict.get(self.parent, key, missing)

    def derived(self, locals: dict[str, Any] | None = None) -> Context:  # noqa: A002 - Jinja's own name
        """Return a context for a block; passing variables on does not count as a read."""
        with tracker.paused():
            return super().derived(locals)

    def keys(self) -> Any:
        """Return all names, recorded as read: Jinja's own method bypasses the tracked dictionary."""
        return self.get_all().keys()

    def values(self) -> Any:
        """Return all values, recorded as read."""
        return self.get_all().values()

    def items(self) -> Any:
        """Return all variables, recorded as read."""
        return self.get_all().items()

    def get_all(self) -> dict[str, Any]:
        """Return all variables, not yet recorded: Jinja passes them on to blocks and included templates."""
        everything = Variables(self.environment, self.parent)
        dict.update(everything, self.vars)
        return everything


class TrackedTemplate(Template):
    """A template whose macro module is created once; its reads count for every page that imports it."""

    _module_reads: tracker.Tracker | None = None

    def new_context(self, *arguments: Any, **options: Any) -> Context:
        """Return a context for an included template; passing variables on does not count as a read."""
        with tracker.paused():
            return super().new_context(*arguments, **options)

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        current = tracker.current
        if current is None:
            return super()._get_default_module(ctx)
        if self._module_reads is None:
            self._module = None
            with tracker.tracking_reads(tracker.Tracker(current.settings)) as reads:
                module = super()._get_default_module(ctx)
            self._module_reads = reads
        else:
            module = super()._get_default_module(ctx)
        if self._module_reads is not None:
            current.merge(self._module_reads)
        return module


class TrackedEnvironment(Environment):
    """An environment that keeps compiled templates from build to build.

    Within a build, template files are not checked for changes: that was 3 % of a clean build.
    """

    context_class = TrackedJinjaContext
    template_class = TrackedTemplate
    shared_context: Any
    template_digest: Callable[[Any], bytes]
    bytecode_folder: Path
    _digest: tuple[tuple[int, ...], bytes] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_reload": False, **options})

    @property
    def bytecode_cache(self) -> BytecodeCache | None:
        """The bytecode cache for these options, filters and tests: Jinja evaluates constants with them."""
        folder = self.bytecode_folder / self.digest().hex()
        folder.mkdir(exist_ok=True)
        return FileSystemBytecodeCache(str(folder))

    @bytecode_cache.setter
    def bytecode_cache(self, _value: BytecodeCache | None) -> None:
        return

    def digest(self) -> bytes:
        """Return a digest of options, extensions, filters and tests; a random one if they cannot be compared."""
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

    def get_template(self, *arguments: Any, **options: Any) -> Any:
        """Return a template and record its dependencies: a filter may load one that no other template names."""
        template = super().get_template(*arguments, **options)
        current = tracker.current
        if current is not None and f"template/{template.name}" not in current.values:
            current.record_digest(f"template/{template.name}", type(self).template_digest(template))
        return template

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing: Pelican lists all templates for each generator, for a debug message."""
        return []
