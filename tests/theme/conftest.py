"""Components by their examples: the same ones that the style guide shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, sync_playwright

from plugins.styleguide.components import THEME, Component, environment, read_components
from tests.machine import chromium

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
    return (THEME / "components" / own / "style.css").read_text(encoding="utf-8")


# Playwright's synchronous interface allows one instance a thread, and other folders' tests may hold theirs open in the
# main one. So the browser of this folder, and the tests that drive it, have a thread to themselves.
BROWSER_THREAD = ThreadPoolExecutor(max_workers=1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = BROWSER_THREAD.submit(lambda: sync_playwright().start()).result()
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    started = BROWSER_THREAD.submit(
        lambda: playwright.chromium.launch(executable_path=chromium(), args=arguments)
    ).result()
    yield started
    BROWSER_THREAD.submit(started.close).result()
    BROWSER_THREAD.submit(playwright.stop).result()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if "browser" not in pyfuncitem.fixturenames:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    BROWSER_THREAD.submit(pyfuncitem.obj, **arguments).result()
    return True
