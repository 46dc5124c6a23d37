"""Every promise of the whole site holds for both builders: stock Pelican and the engine of `pelicanconf.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BuiltSite, TinySite


class EngineSite(TinySite):
    """Built by the class that `pelicanconf.py` names, as `invoke build` does."""

    def build(self, **override: object) -> BuiltSite:
        """Build with the engine; a second build into the same folder is an incremental one."""
        settings = self.settings(**override)
        engine: Any = settings["PELICAN_CLASS"]
        engine(settings).run()
        return BuiltSite(Path(str(settings["OUTPUT_PATH"])))


@pytest.fixture(
    params=[pytest.param(TinySite, id="stock", marks=pytest.mark.long), pytest.param(EngineSite, id="engine")]
)
def site(tmp_path: Path, request: pytest.FixtureRequest) -> TinySite:
    made: TinySite = request.param(tmp_path)
    return made
