"""The drill: a portal is backed up while it runs, everything is deleted, and the backup brings it back."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from plugins.search.answer.query import parse
from plugins.search.unfound import VISITS, Unfound, unfound
from tests.building.verbs import verb
from tests.conftest import TinySite
from tests.visitor_counter.test_process import send_view, service, total


def files(folder: Path) -> dict[str, bytes | str]:
    """Return all files and links of a folder, without what only the machine needs."""
    left_out = {".deploy-lock", ".heartbeat.json"}
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and path.name not in left_out
    }


@pytest.mark.long
@pytest.mark.posix
def test_portal_comes_back_from_its_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "may"
    settings = root / "etc" / "server.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        'address = "https://xathu.example"\ncontent = "/srv/noi-dung/content"\n', encoding="utf-8"
    )
    monkeypatch.setenv("TRANG_TIN_SERVER", str(settings))
    site = TinySite(root / "srv" / "noi-dung")
    target, store = root / "srv/cong-thong-tin", root / "var/lib/trang-tin/luot-truy-cap.sqlite3"
    index = root / "var/lib/trang-tin-tim-kiem"
    releasing = ("--to", str(target), "--content", str(site.content))
    for title in ("Tin thứ nhất", "Tin thứ hai"):
        site.article(title=title, body=f"Nội dung của {title}.")
        assert verb("deploy", *releasing).status == 0
    index.mkdir(parents=True)
    store.parent.mkdir(parents=True)
    asked = Unfound(index, lambda: datetime.now(UTC).date())
    for reader in range(VISITS):
        asked.note(parse([("q", "chợ phiên")]), bytes([reader]))

    with service(store, "--trusted-proxy", "127.0.0.1") as (_, address):
        with httpx.Client(base_url=address) as client:
            for reader in range(7):
                send_view(client, reader)
        assert total(address) == 7
        saved = verb("backup", "--root", str(root))
        assert saved.status == 0, saved.said
        assert total(address) == 7
    (backup,) = (root / "var/backups/trang-tin").glob("*.tar")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    before = files(root / "srv")
    kept = shutil.move(backup, tmp_path / "o-noi-khac.tar")
    shutil.rmtree(root)

    restored = verb("restore", "--file", str(kept), "--root", str(root))
    assert restored.status == 0, restored.said
    assert f"uv run invoke server --root {root} --write" in restored.said
    assert files(root / "srv") == before
    assert [(question.text, question.visits) for question in unfound(index, 9)] == [("chợ phiên", VISITS)]
    with service(store) as (_, address):
        assert total(address) == 7
    page = target / "current" / "2024/03/bai/index.html"
    assert "Tin thứ hai" in page.read_text(encoding="utf-8")
    assert verb("deploy", *releasing).said.count("không tạo bản mới") == 1
    assert verb("rollback", *releasing).status == 0
    assert "Tin thứ nhất" in page.read_text(encoding="utf-8")


@pytest.mark.posix
def test_equal_files_are_stored_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "server.toml"
    settings.write_text('address = "https://xathu.example"\ncontent = "/noi-dung"\n', encoding="utf-8")
    monkeypatch.setenv("TRANG_TIN_SERVER", str(settings))
    for name in ("anh.jpg", "ban-sao.jpg"):
        file = tmp_path / "noi-dung" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\xff\xd8" * 100_000)
    os.utime(tmp_path / "noi-dung" / "anh.jpg", (1, 1))
    assert verb("backup", "--root", str(tmp_path), "--folder", str(tmp_path / "luu")).status == 0
    (backup,) = (tmp_path / "luu").glob("*.tar")
    assert backup.stat().st_size < 250_000
    with tarfile.open(backup) as tar:  # by any program that reads tar archives
        tar.extractall(tmp_path / "tay", filter="data")
    assert (tmp_path / "tay/noi-dung/ban-sao.jpg").read_bytes() == b"\xff\xd8" * 100_000
