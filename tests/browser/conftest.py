"""The real thing: `invoke serve` in a process of its own, and built portals behind a plain server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.building.build import build
from tests.browser.everything import write_everything
from tests.browser.portals import EVERY
from tests.browser.serving import Served, start_serving
from tests.browser.static_server import serving
from tests.conftest import FULL, ROOT, TinySite
from tests.machine import free_port


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    """Serve the project's own content, with a fresh counter."""
    served = start_serving(tmp_path, free_port())
    yield served
    if served.process.poll() is None:
        served.stop()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's content and the site with everything, beside each other."""
    folder = tmp_path_factory.mktemp("portals")
    build(ROOT / "content", folder / "content", publish=True)
    site = TinySite(tmp_path_factory.mktemp("everything"))
    write_everything(site)
    site.build(OUTPUT_PATH=str(folder / "everything"))
    return folder


@pytest.fixture(scope="module", params=EVERY if FULL else ["everything"])
def each_portal(built: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Serve one of the two, without --full the one with everything; gives its address and its kinds of page."""
    with serving(built / request.param) as address:
        yield address, EVERY[request.param]


@pytest.fixture(scope="module")
def everything(built: Path) -> Iterator[str]:
    """Serve the site with everything."""
    with serving(built / "everything") as address:
        yield address
