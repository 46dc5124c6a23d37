"""The real thing: `invoke serve` in a process of its own, and built portals behind a plain server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from plugins.building.build import build
from tests.browser.everything import write_everything
from tests.browser.portals import EVERY
from tests.browser.serving import Served, start_serving
from tests.browser.static_server import serving
from tests.conftest import FULL, ROOT, TinySite
from tests.machine import free_port


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the project's own content for all tests that do not ask how many visits there were."""
    yield from serve(tmp_path_factory.mktemp("portal"))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """Serve a small portal with a fresh counter."""
    site = TinySite(tmp_path)
    site.article(body="Nội dung bài.", slug="bai", date="21/3/2024")
    yield from serve(tmp_path, "--content", str(site.content))


def serve(folder: Path, *arguments: str) -> Iterator[Served]:
    served = start_serving(folder, free_port(), *arguments)
    yield served
    if served.process.poll() is None:
        served.stop()


@pytest.fixture(scope="session")
def built() -> Path:
    """Build the project's content and the site with everything, beside each other, once for all processes of the run."""
    folder = Path(os.environ["TRANG_TIN_STATE"]) / "browser"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "portals").exists():
            build(ROOT / "content", folder / "new" / "content", publish=True)
            site = TinySite(folder / "everything")
            write_everything(site)
            site.build(OUTPUT_PATH=str(folder / "new" / "everything"))
            (folder / "new").rename(folder / "portals")
    return folder / "portals"


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
