from pathlib import Path

import pytest

import pelicanconf
from plugins.building import live, publish
from plugins.building.places import STATE
from tests.conftest import ROOT


def test_all_state_stands_in_one_folder_of_the_project_wherever_one_calls_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert STATE == ROOT / ".trang-tin"
    places = [
        Path(pelicanconf.INCREMENTAL_LEDGER),
        publish.kept_for(Path("dich")),
        live.counter_file(tmp_path / "output"),
        live.preview_of(tmp_path / "content"),
    ]
    assert [place for place in places if not (place.is_absolute() and place.is_relative_to(STATE))] == []


def test_the_state_is_no_part_of_the_repository() -> None:
    assert f"{STATE.name}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_two_portals_are_looked_at_side_by_side(tmp_path: Path) -> None:
    assert live.preview_of(tmp_path / "a" / "content") != live.preview_of(tmp_path / "b" / "content")
    assert live.counter_file(tmp_path / "a") != live.counter_file(tmp_path / "b")
