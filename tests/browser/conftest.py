"""The real thing: `invoke serve` in a process of its own, and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Served, free_port, start_serving
from tests.machine import chromium

# No look-ups of its own: a browser on a closed network would wait for them.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-blink-features=AutomationControlled",  # the counter leaves out browsers that say they are driven
]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    """Serve the project's own content, with a fresh counter."""
    served = start_serving(tmp_path, free_port())
    yield served
    if served.process.poll() is None:
        served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()
