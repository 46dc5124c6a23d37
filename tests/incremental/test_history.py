"""A short life of made-up histories, the same each time; `python -m tests.incremental.history` lives longer and seeks."""

import os
from collections.abc import Iterator

import pytest

from tests.conftest import FULL
from tests.incremental.history import Builders, live


@pytest.fixture(scope="module", autouse=True)
def builders() -> Iterator[None]:
    yield
    Builders.close()


@pytest.mark.parametrize(
    ("kind", "examples", "steps"), [("portal", 4, 10), ("contract", 4, 10), ("plain", 8, 14)]
)
def test_site_matches_stock_after_random_edits(kind: str, examples: int, steps: int) -> None:
    live(
        kind,
        int(os.environ.get("HISTORY_SEED", "2026")),
        examples=examples if FULL else examples // 2,
        steps=steps,
    )
