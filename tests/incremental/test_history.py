"""Short histories of made-up edits, the same each time; `python -m tests.incremental.history` lives longer and seeks."""

import os
from collections.abc import Iterator

import pytest

from tests.conftest import FULL
from tests.incremental.history import KINDS, Builders, every_kind_of_edit, live

# With this seed every kind of edit is made where it shows; another theme may need another one.
NUMBER = int(os.environ.get("HISTORY_SEED", "2028"))
USUALLY_SHOWN = {"add_article", "delete", "edit_body", "edit_template", "change_status", "picture"}


@pytest.fixture(scope="module", autouse=True)
def builders() -> Iterator[None]:
    yield
    Builders.close()


@pytest.mark.parametrize("kind", KINDS if FULL else ["portal", "contract"])
def test_site_matches_stock_after_every_kind_of_edit(kind: str) -> None:
    not_shown = every_kind_of_edit(kind, NUMBER)
    assert not USUALLY_SHOWN & {step.partition("(")[0] for step in not_shown}


@pytest.mark.skipif(not FULL, reason="invoke test --full")
@pytest.mark.parametrize(
    ("kind", "examples", "steps"), [("portal", 4, 10), ("contract", 4, 10), ("plain", 8, 14)]
)
def test_site_matches_stock_after_random_edits(kind: str, examples: int, steps: int) -> None:
    live(kind, NUMBER, examples=examples, steps=steps)
