"""Every promise of the whole site holds for both builders: stock Pelican and the engine of `pelicanconf.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugins.incremental.engine import ledger_file
from plugins.incremental.shared import Settings
from tests.conftest import BuiltSite, TinySite, compiled_templates


class EngineSite(TinySite):
    """Built by the class that `pelicanconf.py` names, as `invoke build` does; its ledger lies beside the output."""

    def settings(self, **override: object) -> dict[str, object]:
        """Return the settings of the tiny site, with a ledger of its own."""
        return super().settings(**{"INCREMENTAL_LEDGER": str(self.output.parent / "ledger")} | override)

    def build(self, **override: object) -> BuiltSite:
        """Build with the engine; a second build into the same folder is an incremental one."""
        settings = self.settings(**override)
        compiled = ledger_file(Settings(settings)).with_suffix(".templates")
        compiled.parent.mkdir(exist_ok=True)
        if not compiled.exists():
            compiled.symlink_to(compiled_templates())  # which the engine keeps apart by options
        engine: Any = settings["PELICAN_CLASS"]
        engine(settings).run()
        return BuiltSite(Path(str(settings["OUTPUT_PATH"])))


@pytest.fixture(params=[TinySite, EngineSite], ids=["stock", "engine"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> TinySite:
    made: TinySite = request.param(tmp_path)
    return made
