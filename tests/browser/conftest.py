"""The real thing: `invoke serve` in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import Served, start_serving
from tests.machine import free_port


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    """Serve the project's own content, with a fresh counter."""
    served = start_serving(tmp_path, free_port())
    yield served
    if served.process.poll() is None:
        served.stop()
