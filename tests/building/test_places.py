import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.building import live, publish
from plugins.building.places import STATE, state_folder
from plugins.incremental.api import IncrementalPelican, ledger_file
from tests.conftest import ROOT, TinySite


def state_from(folder: Path, **variables: str) -> str:
    """Return the folder of the state, as a process sees it that was started in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name != "TRANG_TIN_STATE"}
    command = [sys.executable, "-c", "from plugins.building.places import STATE; print(STATE)"]
    environment = {**kept, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.check_output(command, cwd=folder, env=environment, text=True).strip()


def test_the_state_stands_in_the_project_wherever_one_calls_from(tmp_path: Path) -> None:
    assert state_from(tmp_path) == str(ROOT / ".trang-tin")
    assert state_from(tmp_path, TRANG_TIN_STATE="nho") == str(tmp_path / "nho")


def test_all_state_is_in_one_folder(site: TinySite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    places = [
        ledger_file(IncrementalPelican(site.settings()).settings),
        publish.build_folder(Path("dich")),
        live.counter_file(tmp_path / "output"),
        state_folder("xem-thu", tmp_path / "content"),
    ]
    assert [place for place in places if not (place.is_absolute() and place.is_relative_to(STATE))] == []


def test_the_state_is_no_part_of_the_repository() -> None:
    assert ".trang-tin/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_two_portals_are_looked_at_side_by_side(tmp_path: Path) -> None:
    folders = {state_folder("xem-thu", tmp_path / name / "content") for name in "ab"}
    assert len(folders) == 2
    assert live.counter_file(tmp_path / "a") != live.counter_file(tmp_path / "b")
