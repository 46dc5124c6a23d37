"""Texts that the templates pass to `_`: what a catalogue has to translate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from tests.conftest import ROOT

TEMPLATES = ("theme/templates", "theme/components", "plugins")
CODE = "plugins/*/service/*.py"  # what the services say
WORDS = "plugins/*/words/*.txt"  # texts of a package outside its templates, one per line


def messages() -> dict[str, str]:
    """Return each text with the first file that contains it, relative to the project."""
    files = sorted(file for folder in TEMPLATES for file in (ROOT / folder).rglob("*.html"))
    found = [(text, file) for file in files for text in _of_template(file)]
    found += [
        (line, file)
        for file in sorted(ROOT.glob(WORDS))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    found += [(text, file) for file in sorted(ROOT.glob(CODE)) for text in _of_code(file)]
    return {text: file.relative_to(ROOT).as_posix() for text, file in reversed(found)}


def _of_template(file: Path) -> Iterator[str]:
    tree = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True).parse(
        file.read_text(encoding="utf-8")
    )
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            first = call.args[0]
            if isinstance(first, nodes.Const):
                yield str(first.value)


def _of_code(file: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
