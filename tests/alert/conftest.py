from collections.abc import Iterator

import pytest

from tests.alert.served import Served


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The portal that the module's `running` serves, without an alert before and after the test."""
    running.hide()
    yield running
    running.hide()
