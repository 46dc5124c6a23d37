"""Promises of every component."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from plugins.styleguide.components import THEME, Component, environment

ROOMS = sorted(folder.name for folder in (THEME / "components").iterdir())
TESTS = Path(__file__).with_name("components")


def test_every_example_renders(components: dict[str, Component]) -> None:
    """Rendering is strict: an example that leaves out an argument raises."""
    assert all(example.html.strip() for component in components.values() for example in component.examples)


@pytest.mark.parametrize("room", ROOMS)
def test_room_is_complete(room: str) -> None:
    assert {"README.md", "examples.yaml", "template.html"} <= {
        f.name for f in (THEME / "components" / room).iterdir()
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_acceptance_criterion_has_a_test(room: str) -> None:
    readme = (THEME / "components" / room / "README.md").read_text(encoding="utf-8")
    criteria = re.findall(r"^- (.+)$", readme.partition("## Accessibility\n")[2], re.MULTILINE)
    tests = ast.parse((TESTS / f"test_{room}.py").read_text(encoding="utf-8"))
    tested = [ast.get_docstring(node) for node in tests.body if isinstance(node, ast.FunctionDef)]
    assert criteria
    assert [criterion for criterion in criteria if criterion not in tested] == []
    assert [sentence for sentence in tested if sentence and sentence not in criteria] == []


@pytest.mark.parametrize("room", ROOMS)
def test_macros_read_nothing_but_their_arguments(room: str) -> None:
    """They are imported without context, so that a component shows what it is told and nothing else."""
    source = (THEME / "components" / room / "template.html").read_text(encoding="utf-8")
    assert "with context" not in source


def test_text_from_editors_is_escaped() -> None:
    macro = environment().get_template("components/standfirst/template.html").module.standfirst
    assert "&lt;script&gt;" in macro(text="<script>")


def test_missing_argument_is_an_error() -> None:
    macro = environment().get_template("components/standfirst/template.html").module.standfirst
    with pytest.raises(UndefinedError):
        macro()


@pytest.mark.parametrize("room", ROOMS)
def test_components_have_no_ids(room: str) -> None:
    """A page may show a component twice, and the style guide does."""
    source = (THEME / "components" / room / "template.html").read_text(encoding="utf-8")
    assert not re.search(r'\sid="', source)
