"""What an operator does with the desk on the terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

import tasks
from plugins.building.verbs import desk
from plugins.desk.texts.publications import PUBLICATIONS
from tests.conftest import TinySite

pytest.importorskip("argon2")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "STATE", tmp_path / "state")


def test_account_is_made_and_reset(site: TinySite, capsys: pytest.CaptureFixture[str]) -> None:
    content = str(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    first = capsys.readouterr().out
    assert first.startswith("Nguyễn Thị Lan, tên đăng nhập lan, mật khẩu dùng một lần: ")
    tasks.desk_user(Context(), "lan", [], content=content, reset=True)
    assert capsys.readouterr().out not in {"", first}
    with pytest.raises(Exit, match="Không có người dùng “minh”"):
        tasks.desk_user(Context(), "minh", [], content=content, reset=True)


def test_journal_is_written_for_a_spreadsheet(site: TinySite, tmp_path: Path) -> None:
    content = str(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    for file, everything in (("da-dang.csv", False), ("nhat-ky.csv", True)):
        tasks.desk_journal(Context(), str(tmp_path / file), content, everything=everything)
    published = (tmp_path / "da-dang.csv").read_text(encoding="utf-8-sig")
    assert published.splitlines() == [",".join(PUBLICATIONS)]
    with (tmp_path / "nhat-ky.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["Việc"], row["Về"]) for row in rows] == [("tạo tài khoản", "lan")]


def test_journal_of_no_desk_is_an_error(site: TinySite, tmp_path: Path) -> None:
    with pytest.raises(Exit, match="Chưa có bàn biên tập nào"):
        tasks.desk_journal(Context(), str(tmp_path / "x.csv"), str(site.content))
    assert not (tmp_path / "x.csv").exists()
