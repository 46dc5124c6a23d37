"""A short life of made-up histories; `python -m tests.incremental.history` lives longer."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.incremental.history import Builders, live


@pytest.fixture(scope="module", autouse=True)
def builders() -> Iterator[None]:
    yield
    Builders.close()


@pytest.mark.parametrize(
    ("kind", "examples", "steps"), [("portal", 4, 10), ("contract", 4, 10), ("plain", 8, 14)]
)
def test_after_any_edits_the_site_is_what_stock_pelican_makes_of_it(
    kind: str, examples: int, steps: int
) -> None:
    number = int(os.environ.get("HISTORY_SEED") or random.SystemRandom().randrange(2**32))
    print(f"HISTORY_SEED={number}")
    live(kind, number, examples=examples, steps=steps)
