"""A Jinja environment that tracks reads of the context and of Jinja's globals."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, Template, TemplateNotFound
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.runtime import Context, Macro
from jinja2.tests import TESTS as DEFAULT_TESTS
from jinja2.utils import missing

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.context import MISSING_VALUE, TrackedDict
from plugins.incremental.tracking.digest import Undigestable, digest, digest_of_text
from plugins.incremental.tracking.macros import Results

NOT_OPTIONS = frozenset(
    {"bytecode_cache", "cache", "extensions", "filters", "globals", "loader", "results", "tests"}
)
logger = logging.getLogger(__name__)


_own: Mapping[str, Any] = {}  # values passed to the page being rendered
_shared: dict[str, Any] | None = None  # the shared context as the page was declared


@contextmanager
def page_values(own: Mapping[str, Any], shared: dict[str, Any]) -> Iterator[None]:
    """Render a page with values of its own, which are not tracked, and those of the shared context."""
    global _own, _shared
    before = _own, _shared
    _own, _shared = own, shared
    try:
        yield
    finally:
        _own, _shared = before


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
        if current is None or f"context/{key}" in current.values:
            return
        if not key:
            current.record_value("context/", self.environment.shared_context.current_value(""))
            return
        value = dict.get(self, key, MISSING_VALUE)
        if key in _own and _own[key] is value:
            return
        shared = self.environment.shared_context if _shared is None else _shared
        if dict.get(shared, key, MISSING_VALUE) is value:
            current.record_value(f"context/{key}", value)
        elif key in self.environment.globals and self.environment.globals[key] is value:
            current.record_value(f"global/{key}", value)


class TrackedJinjaContext(Context):
    """A template's context; variables from outside the page are recorded when they are resolved."""

    environment: TrackedEnvironment
    parent: Variables

    def __init__(self, environment: Any, parent: dict[str, Any], *rest: Any, **more: Any) -> None:
        super().__init__(environment, Variables(environment, parent), *rest, **more)

    def resolve_or_missing(self, key: str) -> Any:
        """Return a variable, recorded under `context/` or, for one of Jinja's globals, under `global/`."""
        if key in self.vars:
            return self.vars[key]
        self.parent.record(key)
        return dict.get(self.parent, key, missing)

    def call(self, called: Any, /, *arguments: Any, **options: Any) -> Any:
        """Call a function or macro for a template.

        As Jinja does, but without its search for what is passed to a macro, and once a class for what is passed to its
        objects; and with the earlier results of imported macros.
        """
        is_macro = type(called) is Macro
        if not is_macro and (hasattr(called, "jinja_pass_arg") or not _is_plain(type(called))):  # type: ignore[arg-type] # mypy takes classes for unhashable
            return super().call(called, *arguments, **options)
        options.pop("_block_vars", None)
        options.pop("_loop_vars", None)
        try:
            if not is_macro:
                return called(*arguments, **options)
            results = self.environment.results.get(id(called))
            if results is None:
                return called(self.eval_ctx, *arguments, **options)
            given = (self.eval_ctx.autoescape, *arguments)
            return results.of(partial(called, self.eval_ctx, *arguments, **options), given, options)
        except StopIteration:  # as Jinja does, which would take it for the end of a loop
            return self.environment.undefined(
                "value was undefined because a callable raised a StopIteration exception"
            )

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


@lru_cache(maxsize=1024)
def _is_plain(kind: type) -> bool:
    """Return whether objects of a class can be called as they are: Jinja passes them neither context nor environment."""
    found = next((vars(parent)["__call__"] for parent in kind.__mro__ if "__call__" in vars(parent)), None)
    return not hasattr(found, "jinja_pass_arg")


class TrackedTemplate(Template):
    """A template whose macro module is created once; its reads count for every page that imports it."""

    environment: TrackedEnvironment
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
            self._module_reads = tracker.Tracker()
            with tracker.tracking_reads(self._module_reads):
                super()._get_default_module(ctx)
            if self._module is not None:
                macros = (value for value in vars(self._module).values() if type(value) is Macro)
                self.environment.results |= {id(macro): Results(held=[macro]) for macro in macros}
        current.merge(self._module_reads)
        # As Jinja does, without a loop over all globals for each import: 3 % of a clean build.
        if self._module is not None and (ctx is None or ctx.globals_keys <= self.environment.globals.keys()):
            return self._module
        return super()._get_default_module(ctx)


class TrackedEnvironment(Environment):
    """An environment that keeps compiled templates from build to build.

    Within a build, template files are not checked for changes: that was 3 % of a clean build.
    """

    context_class = TrackedJinjaContext
    template_class = TrackedTemplate
    shared_context: Any
    template_digest: Callable[[str], bytes]  # see `TemplateDigests`
    bytecode_folder: Path
    _digest: tuple[tuple[int, ...], bytes] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_reload": False, **options})
        self._loaded: dict[str, Template] = {}
        self.results: dict[int, Results] = {}  # by the id of the macro

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
            {name: item for name, item in vars(self).items() if name[0] != "_" and name not in NOT_OPTIONS},
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

    def _load_template(self, name: str, *arguments: Any) -> Any:
        """Load a template and record it, also one that does not exist: each is a dependency of the page."""
        _record_name(name)
        if any(arguments):  # with globals of the call
            return super()._load_template(name, *arguments)
        loaded = self._loaded.get(name)
        if loaded is None:
            loaded = self._loaded[name] = super()._load_template(name, *arguments)
        return loaded

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing: Pelican lists all templates for each generator, for a debug message."""
        return []


def record_template(template: Template) -> None:
    """Record that the page being rendered is made of a template: its name, and its file, which may be in the content."""
    if tracker.current is not None:
        _record_name(template.name or "")
        tracker.current.files.add(template.filename or "")


def _record_name(name: str) -> None:
    current = tracker.current
    if current is not None and (key := f"template/{name}") not in current.values:
        current.record_value(key, TrackedEnvironment.template_digest(name))


class TemplateDigests:
    """Digests of template sources with the environment's options, filters and tests; each is read once per build."""

    environment: TrackedEnvironment  # that of the first generator; set by the engine

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def digest(self, name: str) -> bytes:
        """Return the digest of a template without those that it uses."""
        if name not in self._known:
            environment: Any = self.environment
            try:
                source, _, _ = environment.loader.get_source(environment, name)
            except TemplateNotFound:
                source = "\0absent"
            self._known[name] = digest_of_text(environment.digest() + source.encode())
        return self._known[name]
