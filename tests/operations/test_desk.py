"""A desk is backed up while it is written to, everything is lost, and the backup brings all of it back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from plugins.agency.reading import read_agency
from plugins.building import places
from plugins.desk.database.copying import copy_of
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE, LOCK, databases
from plugins.desk.database.journal import Act, entries
from plugins.desk.desk import Desk
from plugins.desk.people import passwords
from plugins.desk.people.accounts import has_password, person_by_name
from plugins.desk.people.sessions import find_session, start_session
from plugins.desk.repository.git import Git, is_installed
from plugins.desk.repository.history import PUBLISHED, History, begin_history
from plugins.desk.texts.checks import Checks
from plugins.desk.texts.content import Content
from plugins.desk.texts.drafts import Draft, drafts_of_person, new_text, save_draft
from plugins.desk.texts.workflow import State
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import UserError
from plugins.files.lock import exclusive
from plugins.operations.archive import Writer, intact_archive
from plugins.operations.backup import back_up
from plugins.operations.restore import restore
from plugins.server.settings import Server
from tests.conftest import TinySite
from tests.desk.conftest import Clock, PlainSite
from tests.desk.office import PASSWORD, PATH, TEXT, Office, typed
from tests.operations.conftest import NOW

pytestmark = pytest.mark.posix


class DeskMachine:
    """A machine below `root` with a desk, and its office."""

    def __init__(self, root: Path) -> None:
        self.root, self.settings, self.clock = root, root / "server.toml", Clock()
        self.server = Server(
            "https://xathu.example", content="/srv/noi-dung/content", desk="https://ban.xathu.example"
        )
        self.content = root / "srv/noi-dung/content"
        self.folder = (
            root
            / "var/lib/trang-tin-phat-hanh"
            / f"ban-bien-tap-{places.short_name('/srv/noi-dung/content')}"
        )

    def make(self) -> None:
        self.site = TinySite(self.root / "srv/noi-dung")
        self.settings.write_text(
            'address = "https://xathu.example"\ncontent = "/srv/noi-dung/content"\n'
            'desk = "https://ban.xathu.example"\n',
            encoding="utf-8",
        )
        self.site.article()
        begin_history(self.content)
        self.folder.mkdir(parents=True)

    def open(self) -> Desk:
        """Open the desk, as `desk.run` does."""
        site = TinySite.__new__(TinySite)
        site.content, site.output = self.content, self.root / "output"
        history = History(self.content, self.folder / "da-duyet")
        history.prepare()
        history.update_published()
        agency = read_agency(self.content / "agency.yaml", "agency.yaml", self.content)
        copy = Workspace(self.content, self.folder / "kiem-tra")
        copy.refresh()
        settings = site.settings()
        content = Content(self.content, history, Checks(settings, agency, copy, list), PlainSite(), settings)
        return Desk(
            "https://ban.xathu.example", agency, Database(self.folder / DATABASE), content, clock=self.clock
        )

    def back_up(self, **options: Any) -> Path:
        return back_up(self.server, self.settings, root=self.root, keep=14, now=NOW, **options).file

    def restore(self, file: Path, *, force: bool = False) -> list[str]:
        with intact_archive(file) as archive:
            return restore(archive, self.settings, root=self.root, force=force).lines


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskMachine:
    if not is_installed():
        pytest.skip("git is not installed")
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = DeskMachine(tmp_path / "may")
    made.root.mkdir()
    made.make()
    return made


@pytest.fixture
def desk(machine: DeskMachine) -> Iterator[Desk]:
    opened = machine.open()
    yield opened
    opened.database.close()


def write_draft(desk: Desk, office: Office, content: str) -> None:
    text = new_text(desk.database, "article")
    save_draft(
        desk.database, desk.clock(), Draft(text.id, office.people["lan"].id, content.encode(), None, 0)
    )


def test_large_desk_is_not_held_in_memory(desk: Desk, machine: DeskMachine) -> None:
    Office(desk, machine.clock)
    text = new_text(desk.database, "article")
    for number in range(12):
        desk.database.write(
            "INSERT INTO uploads VALUES (?, ?, '', 1, 0, x'', randomblob(5000000))", text.id, f"{number}.pdf"
        )
    program = """
import io, resource, sys, tarfile
from pathlib import Path
from types import SimpleNamespace
from plugins.operations import backup
from plugins.operations.archive import Writer

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = most()
with tarfile.open(sys.argv[2], "w") as tar:
    backup._add_desks(Writer(tar), SimpleNamespace(state=Path(sys.argv[1])), 0)
print((most() - before) // 1000)
"""
    file = machine.root / "sao-luu.tar"
    done = subprocess.run(
        [sys.executable, "-c", program, str(machine.folder.parent), str(file)],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert file.stat().st_size > 60_000_000
    assert int(done.stdout) < 40  # MB


@pytest.mark.long
def test_desk_comes_back_with_all_that_was_decided(machine: DeskMachine, desk: Desk, tmp_path: Path) -> None:
    office = Office(desk, machine.clock)
    text = office.publish(TEXT)
    waiting = office.approved(TEXT.replace("tháng 12", "tháng 1"))
    write_draft(desk, office, "đang viết dở")
    token, _ = start_session(desk.database, desk.clock(), office.people["lan"], is_complete=True)
    heads = [desk.content.history.head(branch) for branch in ("HEAD", PUBLISHED)]
    journal = entries(desk.database, newest=None)
    kept = machine.back_up().rename(tmp_path / "o-noi-khac.tar")
    desk.database.close()
    shutil.rmtree(machine.root / "srv")
    shutil.rmtree(machine.root / "var")

    said = machine.restore(kept)
    assert any("xem lại mục Người dùng" in line for line in said)
    assert not (machine.folder / "da-duyet").exists()
    again = machine.open()
    try:
        office.desk = again
        lan = person_by_name(again.database, "lan")
        assert lan is not None
        assert has_password(again.database, lan, PASSWORD)
        assert find_session(again.database, again.clock(), token) is None
        assert typed(again.database, lan.id) == "đang viết dở"
        assert (office.state(text), office.state(waiting)) == (State.PUBLISHED, State.APPROVED)
        assert [again.content.history.head(branch) for branch in ("HEAD", PUBLISHED)] == heads
        newest, *before = entries(again.database, newest=None)
        assert (newest.act, before) == (Act.RESTORED, journal)
        # Readers get what was approved, and nothing else; the office goes on.
        published = again.content.history.published_content
        assert (published / PATH).is_file()
        assert not (published / PATH.replace("12", "1")).exists()
        office.publish(TEXT.replace("Nội dung", "Lịch"), text)
        again.content.history.update_published()
        assert "Lịch họp." in (published / PATH).read_text(encoding="utf-8")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            again.database.write("DELETE FROM journal")
        assert Git(machine.content).line("status", "--porcelain") == ""
        assert stat_of(machine.folder / DATABASE) == 0o600
    finally:
        again.database.close()


def stat_of(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_running_desk_is_not_replaced(machine: DeskMachine, desk: Desk) -> None:
    office = Office(desk, machine.clock)
    file = machine.back_up()
    write_draft(desk, office, "sau khi sao lưu")
    with exclusive(machine.folder / LOCK), pytest.raises(UserError, match="Bàn biên tập đang chạy"):
        machine.restore(file, force=True)
    with pytest.raises(UserError, match="dữ liệu của bàn biên tập khác bản sao lưu"):
        machine.restore(file)
    assert drafts_of_person(desk.database, office.people["lan"].id, 9) != []
    desk.database.close()
    done = machine.restore(file, force=True)
    aside = machine.folder.with_name(f"{machine.folder.name}.truoc-khi-khoi-phuc")
    assert any(str(aside) in line for line in done)
    assert (aside / DATABASE).is_file()
    again = machine.open()
    assert drafts_of_person(again.database, office.people["lan"].id, 9) == []
    again.database.close()
    with intact_archive(machine.back_up()) as archive:  # without what was put aside
        assert len(archive.below("ban-bien-tap")) == 1


def test_same_desk_is_left_alone(machine: DeskMachine, desk: Desk) -> None:
    Office(desk, machine.clock)
    file = machine.back_up()
    start_session(desk.database, desk.clock())
    assert any(
        line.endswith("đã đúng như bản sao lưu.") for line in machine.restore(file) if DATABASE in line
    )
    assert not any(entry.act is Act.RESTORED for entry in entries(desk.database))


def test_copy_has_nothing_to_go_on_with(machine: DeskMachine, desk: Desk) -> None:
    office = Office(desk, machine.clock)
    token, _ = start_session(desk.database, desk.clock(), office.people["lan"], is_complete=True)
    assert find_session(desk.database, desk.clock(), token) is not None
    (file,) = databases(machine.folder.parent)
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(copy_of(file))
        assert copy.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM people").fetchone() == (3,)
    assert copy_of(file) == copy_of(file)


def test_backup_begins_again_after_a_submission(
    machine: DeskMachine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(desk, machine.clock)
    known, submitted = Writer.add_folder, list[str]()

    def add(self: Writer, path: str, *rest: object) -> None:
        known(self, path, *rest)  # type: ignore[arg-type]
        if path == "noi-dung" and not submitted:
            office.approved()
            submitted.append(desk.content.history.head())

    monkeypatch.setattr(Writer, "add_folder", add)
    with intact_archive(machine.back_up()) as archive:
        assert archive.read("noi-dung/.git/refs/heads/main").decode().strip() == submitted[0]
        assert archive.has(f"noi-dung/.git/objects/{submitted[0][:2]}/{submitted[0][2:]}")


def test_desk_whose_commits_are_elsewhere_is_saved_whole(
    machine: DeskMachine, desk: Desk, tmp_path: Path
) -> None:
    """A clone has no branch `published`: a desk would make it of what was submitted."""
    Office(desk, machine.clock).publish(TEXT)
    git, elsewhere = Git(machine.content), tmp_path / "kho.git"
    git.run("init", "-q", "--bare", str(elsewhere))
    git.run("remote", "add", "origin", str(elsewhere))
    git.run("push", "-q", "origin", "HEAD")
    with intact_archive(machine.back_up()) as archive:
        assert archive.facts["checkout"] is None
        assert archive.has(f"noi-dung/.git/refs/heads/{PUBLISHED}")


def test_history_outside_the_content_folder_is_reported(machine: DeskMachine, desk: Desk) -> None:
    desk.database.close()
    (machine.content / ".git").rename(machine.content.parent / ".git")
    saved = back_up(machine.server, machine.settings, root=machine.root, keep=14, now=NOW)
    assert any("lịch sử của nội dung" in line for line in saved.missing)


def test_damaged_data_of_a_desk_changes_nothing(
    machine: DeskMachine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = b"SQLite format 3\0" + bytes(4096)
    monkeypatch.setattr("plugins.operations.backup.write_copy", lambda _file, written: written.write(damaged))
    file = machine.back_up()
    desk.database.close()
    shutil.rmtree(machine.root / "srv")
    with pytest.raises(UserError, match="không dùng được"):
        machine.restore(file)
    assert not os.path.lexists(machine.root / "srv")
