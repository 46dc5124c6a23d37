"""Components by their examples: the same ones that the style guide shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from plugins.styleguide.components import THEME, Component, environment, read_components

Show = Callable[..., BeautifulSoup]


@pytest.fixture(scope="session")
def components() -> dict[str, Component]:
    return {component.name: component for component in read_components()}


@pytest.fixture
def example(components: dict[str, Component], request: pytest.FixtureRequest) -> Show:
    """Show an example of the component that the test's file is named after, or of another that is given."""
    own = request.path.stem.removeprefix("test_")

    def show(name: str, component: str = own) -> BeautifulSoup:
        found = {example.name: example for example in components[component].examples}
        return BeautifulSoup(found[name].html, "html.parser")

    return show


@pytest.fixture
def macro(request: pytest.FixtureRequest) -> Show:
    """Call the macro of the test's component with arguments that no example has."""
    own = request.path.stem.removeprefix("test_")

    def call(name: str = own, **arguments: object) -> BeautifulSoup:
        template = environment().get_template(f"components/{own}/template.html")
        return BeautifulSoup(getattr(template.module, name)(**arguments), "html.parser")

    return call


@pytest.fixture
def style(request: pytest.FixtureRequest) -> str:
    """Return the style of the test's component."""
    own = request.path.stem.removeprefix("test_")
    files = sorted((THEME / "components" / own).glob("*.css"))
    return "".join(file.read_text(encoding="utf-8") for file in files)
