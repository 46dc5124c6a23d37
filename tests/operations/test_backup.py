"""What a backup holds, and that it is whole or not there."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.files.lock import exclusive
from plugins.operations import backup as module
from plugins.operations.accounts import account_of, as_account, owner_of
from plugins.operations.archive import ChangedError, Writer, intact_archive
from tests.building.verbs import verb
from tests.operations.conftest import NOW, Machine

pytestmark = pytest.mark.posix


def names(file: Path) -> set[str]:
    with intact_archive(file) as archive:
        return {entry.path for entry in archive.entries}


def git(folder: Path, *words: str) -> str:
    own = ["-c", "user.name=Thử", "-c", "user.email=thu@xathu.example", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *own, "-C", str(folder), *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_backup_holds_all_that_cannot_be_made_again(machine: Machine) -> None:
    machine.site.deploy("bản 1")
    machine.site.deploy("bản 2")
    (machine.site.target / ".alert").mkdir()
    (machine.site.target / ".alert/canh-bao.html").write_text("bão", encoding="utf-8")
    (machine.site.target / ".incoming-0a").mkdir()
    saved = machine.back_up()
    assert saved.file == machine.root / "var/backups/trang-tin/xathu.example-2026-12-01T02-30-00Z.tar"
    found = names(saved.file)
    assert {
        "server.toml",
        "cau-hoi.json",
        "noi-dung/agency.yaml",
        "phat-hanh/current",
        "phat-hanh/.moment",
        "phat-hanh/.before",
        "phat-hanh/.alert/canh-bao.html",
    } <= found
    assert not {name for name in found if "incoming" in name or "deploy-lock" in name}
    assert saved.missing == [f"số liệu của bộ đếm ({machine.root}/var/lib/trang-tin/luot-truy-cap.sqlite3)"]


def test_backup_is_private_and_the_oldest_go(machine: Machine) -> None:
    old = os.umask(0)
    try:
        made = [machine.back_up(now=NOW + timedelta(days=day), keep=2).file for day in range(4)]
    finally:
        os.umask(old)
    other = made[0].with_name("dongkho.example-2026-01-01T00-00-00Z.tar")
    other.touch()
    assert not made[1].exists()
    made.append(machine.back_up(now=NOW + timedelta(days=4), keep=2).file)
    assert [file.exists() for file in made] == [False, False, False, True, True]
    assert stat.S_IMODE(made[-1].stat().st_mode) == 0o600
    assert stat.S_IMODE(made[-1].parent.stat().st_mode) == 0o700
    assert other.exists(), "of another portal"


def test_failed_backup_leaves_the_one_before(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = machine.back_up(keep=1).file

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(Writer, "add_folder", full)
    with pytest.raises(OSError, match="no space"):
        machine.back_up(keep=1, now=NOW + timedelta(days=1))
    assert [file.name for file in first.parent.iterdir() if not file.name.startswith(".dang")] == [first.name]


def test_leftover_of_a_killed_backup_goes(machine: Machine) -> None:
    folder = machine.back_up().file.parent
    (folder / ".x.new").write_bytes(b"half")
    machine.back_up(now=NOW + timedelta(days=1))
    assert not (folder / ".x.new").exists()


def test_one_backup_at_a_time(machine: Machine) -> None:
    folder = machine.back_up().file.parent
    with exclusive(folder / module.LOCK), pytest.raises(UserError, match="Một lần sao lưu khác"):
        machine.back_up()


def test_backup_begins_again_after_a_deploy(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.site.deploy("bản 1")
    known = Writer.add_folder
    deployed: list[str] = []

    def add(self: Writer, path: str, *rest: object) -> None:
        known(self, path, *rest)  # type: ignore[arg-type]
        if path == "phat-hanh" and not deployed:
            deployed.append(machine.site.deploy("bản 2").name)

    monkeypatch.setattr(Writer, "add_folder", add)
    saved = machine.back_up()
    assert f"phat-hanh/releases/{deployed[0]}/index.html" in names(saved.file)


def test_content_that_never_rests_is_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(_: Writer, path: str, *_rest: object) -> None:
        raise ChangedError(f"{path}/bai.md")

    monkeypatch.setattr(Writer, "add_folder", add)
    with pytest.raises(UserError, match=r"noi-dung/bai\.md: đang được ghi"):
        machine.back_up()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_pushed_content_is_named_by_its_commit(machine: Machine, tmp_path: Path) -> None:
    kept = tmp_path / "kho.git"
    git(tmp_path, "init", "-q", "--bare", str(kept))
    git(machine.content, "init", "-q")
    git(machine.content, "add", ".")
    git(machine.content, "commit", "-qm", "Nội dung")
    git(machine.content, "remote", "add", "origin", str(kept))
    assert "noi-dung/.git/HEAD" in names(machine.back_up().file), "not pushed yet"
    git(machine.content, "push", "-q", "origin", "main")
    saved = machine.back_up()
    assert saved.checkout == (str(kept), git(machine.content, "rev-parse", "HEAD"))
    assert not {name for name in names(saved.file) if name.startswith("noi-dung")}
    machine.write("bai.md", "chưa gửi")
    saved = machine.back_up()
    assert saved.checkout is None
    assert "noi-dung/bai.md" in names(saved.file)


def test_verb_says_what_is_not_saved(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANG_TIN_SERVER", str(machine.settings))
    done = verb("backup", "--root", str(machine.root), "--keep", "3")
    assert done.status == 0
    assert "Không kèm chứng thư, khóa và mật khẩu" in done.said
    assert verb("backup", "--keep", "0").status == 2


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root becomes another account"
)
def test_root_reads_as_the_owner(tmp_path: Path) -> None:
    nobody = account_of("nobody")
    assert nobody is not None
    os.chown(tmp_path, nobody.user, nobody.group)
    assert owner_of(tmp_path) == "nobody"
    assert as_account(nobody, lambda: (os.geteuid(), os.getgroups())) == (nobody.user, [])
    assert os.geteuid() == 0

    def fail() -> None:
        raise UserError("không được")

    with pytest.raises(UserError, match="không được"):
        as_account(nobody, fail)
