from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.desk.database.database import Database

NOW = 1_790_000_000.0  # 21 September 2026


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "ban-bien-tap.sqlite3")
    yield opened
    opened.close()
