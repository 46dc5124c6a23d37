"""Share compiled Jinja templates between Pelican's generators, which each create an environment, and between processes.

Compiling the portal's templates takes most of the time of building a small site. The compiled code is kept in files
beside the state of the test run.
"""

from __future__ import annotations

import inspect
import marshal
import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment

from plugins.files.atomic import PRIVATE, replace_file
from plugins.incremental.tracking.jinja import TrackedEnvironment

STATE_OF_RUN = os.environ.get("TRANG_TIN_STATE")
NOT_OPTIONS = {"auto_reload", "bytecode_cache"}  # those that do not show in the code
OURS = {"jinja2", "markupsafe", "pelican", "plugins", *sys.stdlib_module_names}


class CompiledOnce:
    """Compiled templates, by all that their code depends on; the file that a template came from is put in later."""

    def __init__(self, folder: Path | None) -> None:
        """Keep them in this process, and in a folder if there is one."""
        self._folder = folder
        self._codes: dict[str, CodeType] = {}
        self._known: WeakKeyDictionary[Environment, str | None] = WeakKeyDictionary()

    def compiled(
        self, environment: Environment, source: str, name: str, filename: str, *, keep: bool = True
    ) -> CodeType:
        """Return the code of a template; it is compiled unless that was done before."""
        key = self._key(environment, source, name)
        code = self._find(key) if key else None
        if code is None:
            code = Environment.compile(environment, source, name, filename)
            if key and keep:
                self._keep(key, code)
        return code if code.co_filename == filename else _came_from(code, filename)

    def _find(self, key: str) -> CodeType | None:
        if key not in self._codes and self._folder and (self._folder / key).exists():
            self._codes[key] = marshal.loads((self._folder / key).read_bytes())
        return self._codes.get(key)

    def _keep(self, key: str, code: CodeType) -> None:
        self._codes[key] = code
        if self._folder:
            with suppress(OSError):  # tests make disks full
                self._folder.mkdir(parents=True, exist_ok=True)
                replace_file(self._folder / key, marshal.dumps(code), mode=PRIVATE, durable=False)

    def _key(self, environment: Environment, source: str, name: str) -> str | None:
        if environment not in self._known:
            self._known[environment] = _surroundings(environment)
        surroundings = self._known[environment]
        return surroundings and sha256("\0".join([surroundings, name, source]).encode()).hexdigest()


COMPILED = CompiledOnce(Path(STATE_OF_RUN) / "templates" if STATE_OF_RUN else None)


class SharingEnvironment(Environment):
    """Jinja's environment as Pelican makes it, for a site of a few pages in a fifth of the time.

    It lists no templates either: Pelican asks each generator's for all of them, for a debug message.
    """

    def compile(
        self, source: Any, name: Any = None, filename: Any = None, *arguments: Any, **options: Any
    ) -> Any:
        """Compile a template, unless that was done before."""
        if arguments or options or not (name and filename):
            return super().compile(source, name, filename, *arguments, **options)
        return COMPILED.compiled(self, source, name, filename)

    def list_templates(self, *_arguments: Any, **_options: Any) -> list[str]:
        """Return nothing."""
        return []


def share_with_engine(*, gives: bool) -> None:
    """Let the engine, which keeps compiled templates for each site, take those that others have compiled.

    It `gives` its own too, unless the steps of its builds are counted.
    """

    def compile_(self: Environment, source: Any, name: Any = None, filename: Any = None, *more: Any) -> Any:
        if more or not (name and filename):
            return Environment.compile(self, source, name, filename, *more)
        return COMPILED.compiled(self, source, name, filename, keep=gives)

    setattr(TrackedEnvironment, "compile", compile_)  # noqa: B010 - a method may not be assigned, as mypy knows


def _surroundings(environment: Environment) -> str | None:
    """Return options, extensions, filters and tests of an environment: Jinja folds constants through them.

    None if some are a site's own, so that their code may change during a test run.
    """
    functions = {**environment.filters, **{f"is {name}": item for name, item in environment.tests.items()}}
    options = {name: item for name, item in vars(environment).items() if name[0] != "_"}
    parts: list[object] = [*sorted(environment.extensions)]
    for name, item in sorted({**options, **functions}.items()):
        if callable(item):
            found = inspect.unwrap(item) if inspect.isroutine(item) else item
            module = getattr(found, "__module__", None) or ""
            if module.partition(".")[0] not in OURS:
                return None
            code = getattr(found, "__code__", None)
            parts.append((name, module, getattr(found, "__qualname__", ""), code and code.co_firstlineno))
        elif isinstance(item, (str, int, type(None))) and name not in NOT_OPTIONS:
            parts.append((name, item))
    return repr(parts)


def _came_from(code: CodeType, filename: str) -> CodeType:
    """Return code as if it had been compiled from another file."""
    inner = tuple(
        _came_from(part, filename) if isinstance(part, CodeType) else part for part in code.co_consts
    )
    return code.replace(co_filename=filename, co_consts=inner)
