"""Packages import in one direction: foundations, engine, contract, features, verbs."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from tests.conftest import ROOT

PLUGINS = ROOT / "plugins"

# Each layer may import the layers above it, and its own packages as long as there is no cycle. A package that is not
# named here is a feature.
FOUNDATIONS = {"confinement", "errors", "files", "settings", "vietnamese", "front_matter", "urls", "agency"}
ENGINE = {"incremental"}
CONTRACT = {"contract"}
VERBS = {
    "authoring",
    "building",
    "desk",
    "mirrors",
    "operations",
    "preview",
    "release",
    "sample",
    "server",
    "styleguide",
}


def layer(package: str) -> int:
    """Return the number of a package's layer; foundations are 0."""
    layers = (FOUNDATIONS, ENGINE, CONTRACT)
    known = {name: number for number, names in enumerate(layers) for name in names}
    return 4 if package in VERBS else known.get(package, 3)


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names of all imports of a module, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "plugins":
            yield from (f"plugins.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@cache
def named() -> dict[Path, list[str]]:
    """Return the names that each module below `plugins` imports."""
    return {
        file: list(imported_modules(ast.parse(file.read_text(encoding="utf-8"))))
        for file in PLUGINS.rglob("*.py")
    }


def imports() -> set[tuple[str, str]]:
    """Return (importing package, imported package) for all packages below `plugins`."""
    found = set()
    for file, modules in named().items():
        package = file.relative_to(PLUGINS).parts[0]
        for module in modules:
            top, _, rest = module.partition(".")
            if top == "plugins" and (other := rest.partition(".")[0]) != package:
                found.add((package, other))
    return found


def cycle(edges: set[tuple[str, str]]) -> list[str]:
    """Return the packages of one import cycle, or nothing."""
    graph: dict[str, set[str]] = {}
    for package, other in edges:
        graph.setdefault(package, set()).add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(package) for package in error.args[1]]
    return []


def test_imports_point_to_lower_layers() -> None:
    upwards = {(package, other) for package, other in imports() if layer(other) > layer(package)}
    assert upwards == set()


def test_no_import_cycles() -> None:
    assert cycle(imports()) == []


def test_packages_do_not_import_verbs_or_settings() -> None:
    modules = chain.from_iterable(named().values())
    assert {"tasks", "pelicanconf", "publishconf", "tests", "bench"} & {
        name.partition(".")[0] for name in modules
    } == set()


@pytest.mark.parametrize(
    ("edges", "has_cycle"),
    [({("a", "b"), ("b", "c")}, False), ({("a", "b"), ("b", "c"), ("c", "a")}, True)],
)
def test_import_cycles_are_recognised(edges: set[tuple[str, str]], *, has_cycle: bool) -> None:
    assert bool(cycle(edges)) is has_cycle
