from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.operations.archive import intact_archive
from plugins.operations.backup import Saved, back_up
from plugins.operations.restore import Restored, restore
from plugins.server.settings import Server
from tests.release.conftest import Site

NOW = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


class Machine:
    """A machine with a portal, below a root directory of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = root / "server.toml"
        self.server = Server("https://xathu.example", content="/srv/noi-dung")
        self.content = root / "srv/noi-dung"
        self.site = Site(root / "srv/cong-thong-tin")
        self.content.mkdir(parents=True)
        self.settings.write_text(
            'address = "https://xathu.example"\ncontent = "/srv/noi-dung"\n', encoding="utf-8"
        )
        self.write("agency.yaml", "name: UBND xã Thử\n")

    def write(self, path: str, text: str) -> Path:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def back_up(self, **options: Any) -> Saved:
        chosen: dict[str, Any] = {"keep": 14, "now": NOW}
        return back_up(self.server, self.settings, root=self.root, **(chosen | options))

    def restore(self, file: Path, *, force: bool = False) -> Restored:
        with intact_archive(file) as archive:
            return restore(archive, self.settings, root=self.root, force=force)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "may")
