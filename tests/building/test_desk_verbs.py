"""What an operator does with the desk on the terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

import tasks
from plugins.building import places
from plugins.building.build import build
from plugins.building.portal import portal_at
from plugins.building.verbs import desk, erase
from plugins.desk.repository.folder import PlainFolder
from plugins.desk.repository.git import Git
from plugins.desk.repository.history import begin_history
from plugins.desk.texts.publications import PUBLICATIONS
from plugins.desk.texts.workspace import Workspace
from plugins.files.lock import exclusive
from tests.conftest import TinySite

pytest.importorskip("argon2")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "STATE", tmp_path / "state")


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
    assert not (tmp_path / "state").exists()


def test_personal_data_is_erased_only_once_it_is_asked_for(
    site: TinySite, capsys: pytest.CaptureFixture[str]
) -> None:
    content = str(site.content)
    site.article("articles/2026/09/a.md", body="Gọi 0912 345 678.")
    begin_history(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    with pytest.raises(Exit, match="bản hiện nay còn điều cần xóa"):
        tasks.desk_erase(Context(), ["0912 345 678"], [], "Theo đơn", content, write=True)
    site.article("articles/2026/09/a.md", body="Gọi văn phòng.")
    Git(site.content).run("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "x")
    with pytest.raises(Exit, match="bản hiện nay còn điều cần xóa"):  # in what is published
        tasks.desk_erase(Context(), ["0912 345 678"], [], "Theo đơn", content, write=True)
    Git(site.content).run("update-ref", "refs/heads/published", "HEAD")
    tasks.desk_erase(Context(), ["0912 345 678"], [], content=content)
    assert "articles/2026/09/a.md: 1 bản" in capsys.readouterr().out
    with pytest.raises(Exit, match="Viết lý do"):
        tasks.desk_erase(Context(), ["0912 345 678"], [], content=content, write=True)
    tasks.desk_erase(Context(), ["0912 345 678"], [], "Theo đơn", content, write=True)
    assert "Đã xóa." in capsys.readouterr().out
    tasks.desk_erase(Context(), ["0912 345 678"], [], content=content)
    assert "Lịch sử không có điều cần xóa." in capsys.readouterr().out


def test_copies_and_previews_are_erased_too(site: TinySite, tmp_path: Path) -> None:
    content, words = str(site.content), "0912 345 678"
    file = site.article("articles/2026/09/a.md", body=f"Gọi {words}.")
    begin_history(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    folder = desk.desk_folder(portal_at(site.content))
    Workspace(site.content, folder / "noi-dung").refresh()
    for name in ("xem-truoc", "xem-truoc-co-quan", "kiem-tra"):
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(words, encoding="utf-8")
    build(site.content, places.state_folder("xem-thu", site.content))  # with what it knows of the text
    ledgers = list((places.STATE / "ledger").glob("*.sqlite3*"))
    assert ledgers
    site.article("articles/2026/09/a.md", body="Gọi văn phòng.")
    git = Git(site.content)
    git.run("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "x")
    git.run("branch", "published")
    lock = next(one for one in ledgers if one.suffix == ".sqlite3").with_suffix(".lock")
    with exclusive(lock), pytest.raises(Exit, match="Một lần dựng đang chạy"):
        tasks.desk_erase(Context(), [words], [], "Theo đơn", content, write=True)
    tasks.desk_erase(Context(), [words], [], "Theo đơn", content, write=True)
    kept = [one for one in tmp_path.rglob("*") if one.is_file() and words.encode() in one.read_bytes()]
    assert not kept
    assert not [one for one in ledgers if one.exists()]
    assert file.is_file()
    build(site.content, places.state_folder("xem-thu", site.content))


def test_incomplete_erasure_is_no_success(site: TinySite, capsys: pytest.CaptureFixture[str]) -> None:
    content, words = str(site.content), "0912 345 678"
    site.article()
    begin_history(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    desk.desk_folder(portal_at(site.content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erase, "remaining", lambda *_: ["articles/a.md (0123)"])
        with pytest.raises(Exit, match=r"Chưa xóa hết.*\n  articles/a\.md \(0123\)"):
            tasks.desk_erase(Context(), [words], [], "Theo đơn", content, write=True)
    assert "Đã xóa." not in capsys.readouterr().out


def test_nothing_is_erased_while_the_desk_runs(site: TinySite) -> None:
    content = str(site.content)
    begin_history(site.content)
    tasks.desk_user(Context(), "lan", ["writer"], "Nguyễn Thị Lan", content)
    folder = desk.desk_folder(portal_at(site.content))
    with desk.desk_lock(folder), pytest.raises(Exit, match="Bàn biên tập này đang chạy"):
        tasks.desk_erase(Context(), ["0912 345 678"], [], "Theo đơn", content, write=True)


def test_desk_without_git_has_the_folder_and_no_history(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = portal_at(site.content)
    monkeypatch.setattr(desk, "is_installed", lambda: False)
    history, published = desk._history(portal, site.content.parent / "state")
    assert isinstance(history, PlainFolder)
    assert published == portal
    assert not (site.content / ".git").exists()
