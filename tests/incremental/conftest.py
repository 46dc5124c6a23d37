from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FULL
from tests.incremental.builder import Builder
from tests.incremental.sites import PlainSite, Portal, SimpleSite

FOLDER = Path(__file__).parent
LARGE = 12  # cases; each builds a site several times


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count everything here among the long tests; of large matrices, every third case runs without --full."""
    cases: Counter[str] = Counter()
    tables = Counter(item.nodeid.partition("[")[0] for item in items)
    left_out = set()
    for item in items:
        if item.path.parent != FOLDER:
            continue
        item.add_marker(pytest.mark.long)
        test = item.nodeid.partition("[")[0]
        if tables[test] >= LARGE and cases[test] % 3 and not FULL:
            left_out.add(item)
        cases[test] += 1
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def stock_builder() -> Iterator[Builder]:
    builder = Builder(hash_seed=1, zone="America/New_York")
    yield builder
    builder.close()


@pytest.fixture(scope="session")
def engine_builder() -> Iterator[Builder]:
    builder = Builder(hash_seed=2, zone="Asia/Tokyo")
    yield builder
    builder.close()


@pytest.fixture
def site(tmp_path: Path, stock_builder: Builder, engine_builder: Builder) -> PlainSite:
    return PlainSite(tmp_path, stock_builder, engine_builder)


@pytest.fixture
def simple(tmp_path: Path, stock_builder: Builder, engine_builder: Builder) -> SimpleSite:
    return SimpleSite(tmp_path, stock_builder, engine_builder)


@pytest.fixture
def portal(tmp_path: Path, stock_builder: Builder, engine_builder: Builder) -> Portal:
    return Portal(tmp_path, stock_builder, engine_builder)
