"""Promises of every component."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.meta import find_undeclared_variables

from plugins.styleguide.components import THEME, Component, environment

COMPONENTS = sorted(folder.name for folder in (THEME / "components").iterdir())
TESTS = Path(__file__).with_name("components")


def test_every_example_renders(components: dict[str, Component]) -> None:
    """Rendering is strict: an example without a required argument raises."""
    assert all(example.html.strip() for component in components.values() for example in component.examples)


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_complete(component: str) -> None:
    assert {"README.md", "examples.yaml", "template.html"} <= {
        f.name for f in (THEME / "components" / component).iterdir()
    }


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_acceptance_criterion_has_a_test(component: str) -> None:
    readme = (THEME / "components" / component / "README.md").read_text(encoding="utf-8")
    criteria = re.findall(r"^- (.+)$", readme.partition("## Accessibility\n")[2], re.MULTILINE)
    tests = ast.parse((TESTS / f"test_{component}.py").read_text(encoding="utf-8"))
    tested = [ast.get_docstring(node) for node in tests.body if isinstance(node, ast.FunctionDef)]
    assert criteria
    assert [criterion for criterion in criteria if criterion not in tested] == []
    assert [sentence for sentence in tested if sentence and sentence not in criteria] == []


def read_from_outside(source: str) -> set[str]:
    """Return the names that a template reads but does not set or take as arguments."""
    return find_undeclared_variables(environment().parse(source)) - set(environment().globals)


@pytest.mark.parametrize("component", COMPONENTS)
def test_macros_read_nothing_but_their_arguments(component: str) -> None:
    """A component shows only its arguments."""
    source = (THEME / "components" / component / "template.html").read_text(encoding="utf-8")
    assert read_from_outside(source) == set()
    assert "with context" not in source


def test_undeclared_argument_of_a_macro_is_found() -> None:
    source = "{% macro x(title) %}{% if title %}{{ agency.name }}{% endif %}{% for a in articles %}{{ a }}{% endfor %}{% endmacro %}"
    assert read_from_outside(source) == {"agency", "articles"}


def test_no_template_gives_a_component_more_than_its_arguments() -> None:
    for template in (THEME / "templates").glob("*.html"):
        source = template.read_text(encoding="utf-8")
        assert "with context" not in source, template.name
        assert not re.search(r"{%-?\s*include\b", source), template.name


def standfirst(**arguments: str) -> str:
    module: Any = environment().get_template("components/article_text/template.html").module
    return str(module.standfirst(**arguments))


def test_text_from_editors_is_escaped() -> None:
    assert "&lt;script&gt;" in standfirst(text="<script>")


def test_missing_argument_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        standfirst()


@pytest.mark.parametrize("component", COMPONENTS)
def test_components_have_no_ids(component: str) -> None:
    """A page may show a component twice, and the style guide does."""
    source = (THEME / "components" / component / "template.html").read_text(encoding="utf-8")
    assert not re.search(r'\sid="', source)
