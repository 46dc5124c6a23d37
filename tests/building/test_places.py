import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.building import live, publish
from plugins.building.build import build
from plugins.building.places import STATE, state_folder
from plugins.errors.issue import UserError
from plugins.incremental.api import IncrementalPelican, cached, ledger_file
from tests.conftest import ROOT, TinySite


def state_from(folder: Path, **variables: str) -> str:
    """Return the folder of the state, as a process sees it that was started in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name != "TRANG_TIN_STATE"}
    command = [sys.executable, "-c", "from plugins.building.places import STATE; print(STATE)"]
    environment = {**kept, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.check_output(command, cwd=folder, env=environment, text=True).strip()


@pytest.mark.long
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


@pytest.mark.parametrize("output", [".", "..", "ra"])
def test_build_into_sources_is_rejected(site: TinySite, output: str) -> None:
    names = [f"f{number}.pdf" for number in range(12)]
    for name in names:
        site.write(f"articles/2024/03/{name}", "x")
    site.article(attachments=str([f"{name} | Tệp" for name in names]).replace("'", '"'))
    before = {file: file.read_bytes() for file in site.content.rglob("*.*")}
    with pytest.raises(UserError, match="thư mục nội dung"):
        build(site.content, (site.content / output).resolve())
    assert {file: file.read_bytes() for file in site.content.rglob("*.*")} == before


@pytest.mark.long
def test_preview_and_build_into_one_folder_take_turns(site: TinySite) -> None:
    site.article("articles/2024/03/nhap.md", status="draft", title="Bản nháp")
    site.article()
    for drafts, expected in ((False, False), (True, True), (False, False), (True, True)):
        build(site.content, site.output, drafts=drafts)
        assert any("Bản nháp" in file.read_text() for file in site.output.rglob("*.html")) is expected


@pytest.mark.posix
def test_pipe_in_the_place_of_a_pending_file_is_replaced(site: TinySite) -> None:
    site.article()
    build(site.content, site.output)
    site.article(title="Tiêu đề khác")
    os.mkfifo(site.output / ".index.html~")
    build(site.content, site.output)
    assert "Tiêu đề khác" in (site.output / "index.html").read_text(encoding="utf-8")


def test_damaged_file_of_a_cache_is_made_again(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.jpg"
    for damage in (b"", b"x", b"x" * 100):
        assert cached(file, lambda: b"made") == b"made"
        assert cached(file, lambda: b"other") == b"made"
        file.write_bytes(damage)
