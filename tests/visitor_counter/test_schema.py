"""The addresses as openapi.yaml describes them, asked in every way that schemathesis thinks of, kept and broken."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings
from tests.conftest import FULL
from tests.visitor_counter.test_process import ROOT, ends_in_good_order, service

EXAMPLES = "30" if FULL else "8"
SCHEMA = ROOT / "plugins" / "visitor_counter" / "service" / "openapi.yaml"


def test_schema_names_every_address_there_is(tmp_path: Path) -> None:
    app = create_app(Settings(store=tmp_path / "dem.sqlite3"))
    named = [line.strip().removesuffix(":") for line in SCHEMA.read_text(encoding="utf-8").splitlines()]
    assert {line for line in named if line.startswith(COUNTER)} == set(app.endpoints.handlers)


@pytest.mark.long
def test_nothing_that_can_be_asked_makes_the_service_stumble(tmp_path: Path) -> None:
    with service(tmp_path / "dem.sqlite3") as (process, address):
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"), "run", SCHEMA, "--url", address,
                "--max-examples", EXAMPLES, "--generation-database", "none", "--no-color",
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert httpx.get(f"{address}{COUNTER}suc-khoe").status_code == 200
        assert ends_in_good_order(process, signal.SIGTERM)
