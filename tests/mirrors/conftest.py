import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.conftest import Site

from .store import s3_server


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "portal")


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    with tempfile.TemporaryDirectory() as folder, s3_server(Path(folder)) as port:
        yield port
