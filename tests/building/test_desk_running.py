"""`invoke desk.run` as a service runs it, and what other verbs release of the content that it keeps."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from plugins.building import places
from plugins.building.approved import is_kept_by_desk
from plugins.desk.database.database import Database
from plugins.desk.database.files import databases
from plugins.desk.database.journal import Act, entries
from plugins.desk.repository.git import Git
from plugins.desk.repository.history import History, begin_history
from tests.building.verbs import verb
from tests.conftest import ROOT, TinySite
from tests.conversion.pdfs import pdf

pytestmark = [pytest.mark.long, pytest.mark.posix]
ADDRESS = "https://ban-bien-tap.xathu.example"
LONGEST = 60.0  # seconds


@pytest.fixture
def state(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of state of the desk and of the verbs of this process."""
    folder = site.content.parent / "state"
    monkeypatch.setattr(places, "STATE", folder)
    monkeypatch.setenv("TRANG_TIN_STATE", str(folder))
    return folder


@contextmanager
def running(site: TinySite, *flags: str) -> Iterator[Path]:
    """Run the desk at a socket while the block runs; SIGTERM must then end it."""
    folder = site.content.parent
    socket, log = folder / "ban.sock", (folder / "nhat-ky").open("ab")
    command = [
        sys.executable,
        "-m",
        "invoke",
        "-r",
        str(ROOT),
        "desk.run",
        "--to",
        "./cong",
        "--content",
        str(site.content),
    ]
    process = subprocess.Popen(
        [*command, "--address", ADDRESS, "--socket", str(socket), *flags], stdout=log, stderr=log, cwd=folder
    )
    try:
        until(lambda: socket.exists() or process.poll() is not None)
        yield socket
        assert process.poll() is None, (folder / "nhat-ky").read_text(encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONGEST) == 0
        assert not socket.exists()
    finally:
        process.kill()
        process.wait()
        log.close()


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def ask(socket: Path) -> httpx.Response:
    transport = httpx.HTTPTransport(uds=str(socket))
    with httpx.Client(
        transport=transport, base_url=ADDRESS.replace("https", "http"), timeout=LONGEST
    ) as client:
        return client.get("/vao")


def page(site: TinySite, path: str) -> str:
    file = site.content.parent / "cong/current" / path / "index.html"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def status(site: TinySite) -> tuple[int, str]:
    done = verb("follow", "--to", str(site.content.parent / "cong"), "--status")
    return done.status, done.said


def log(site: TinySite) -> str:
    return (site.content.parent / "nhat-ky").read_text(encoding="utf-8")


def test_desk_serves_a_socket_and_releases_on_the_minute(site: TinySite, state: Path) -> None:
    site.article()
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=8)
    scheduled = f"articles/{moment:%Y/%m}/hen.md"
    site.article(scheduled, date=moment.isoformat())
    made = verb(
        "desk.user", "--name", "lan", "--full-name", "Lan", "--history", "--content", str(site.content)
    )
    assert "mật khẩu dùng một lần" in made.said
    with running(site, "--alone") as socket:
        assert stat.S_IMODE(socket.stat().st_mode) == 0o660
        answer = ask(socket)
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"]
        until(lambda: page(site, "2024/03/bai") != "")
        until(lambda: status(site) == (0, "Lịch phát hành đang chạy.\n"))
        until(lambda: page(site, f"{moment:%Y/%m}/hen") != "")
        assert datetime.now(UTC) > moment
        (database,) = databases(state)
        opened = Database(database)
        (entry,) = (one for one in entries(opened) if one.act is Act.STARTED)
        opened.close()
        assert (entry.subject, dict(entry.details)) == (ADDRESS, {"người viết tự duyệt": "có"})
    assert "Đã phát hành bản" in log(site)


def test_desk_that_mails_needs_a_mailer(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANG_TIN_MAILER", str(site.content / "none"))
    done = verb(
        "desk.run",
        "--to",
        str(site.content.parent / "cong"),
        "--content",
        str(site.content),
        "--mail-to",
        "a@b.vn",
    )
    assert (done.status, "sendmail" in done.said) == (1, True)


def test_no_verb_releases_what_was_not_approved(site: TinySite, state: Path) -> None:
    site.article(title="Bản một")
    begin_history(site.content)
    options = ("--to", str(site.content.parent / "cong"), "--content", str(site.content))
    history = History(
        site.content, places.STATE / f"ban-bien-tap-{places.short_name(str(site.content))}/da-duyet"
    )
    history.prepare()
    path = "articles/2024/03/bai.md"
    data = site.article(title="Bản hai").read_bytes()
    assert verb("deploy", *options).status == 0
    assert "Bản một" in page(site, "2024/03/bai")
    (site.content / path).write_bytes(history.read(path) or b"")
    commit = history.submit({path: data}, "Lan", "x", before={path: history.blobs()[path]})
    assert "không tạo bản mới" in verb("deploy", *options, "--force").said
    history.publish([path], commit, "An", "x")
    assert verb("deploy", *options).status == 0
    assert "Bản hai" in page(site, "2024/03/bai")
    # A text that was withdrawn and not yet again approved does not come back.
    done = verb("rollback", *options)
    assert done.status == 0, done.said
    assert "Bản một" in page(site, "2024/03/bai")
    rejected = verb("follow", *options)
    assert (rejected.status, "do bàn biên tập giữ" in rejected.said) == (1, True)
    assert state.is_dir()


def test_dead_links_hold_up_no_release_of_a_withdrawal(site: TinySite, state: Path) -> None:
    path, notice = "articles/2024/04/b.md", {"status": "withdrawn", "withdrawn_reason": "Sai."}
    links = "[a](/2024/04/), [b](/chu-de/lich/), [c](/documents/so.pdf), [d](/rss/chu-de/lich.xml)"
    site.write("documents/so.pdf", pdf(["Line"]))
    site.article(path, date="1/4/2024", title="Bị rút", tags="[lịch]", body="[sổ]({static}/documents/so.pdf)")
    site.article(title="Còn lại", body=links)
    begin_history(site.content)
    options = ("--to", str(site.content.parent / "cong"), "--content", str(site.content))
    history = History(
        site.content, places.STATE / f"ban-bien-tap-{places.short_name(str(site.content))}/da-duyet"
    )
    history.prepare()
    assert verb("deploy", *options).status == 0
    data = site.article(path, date="1/4/2024", title="Bị rút", **notice).read_bytes()
    (site.content / path).write_bytes(history.read(path) or b"")
    commit = history.submit({path: data}, "Lan", "x", before={path: history.blobs()[path]})
    history.publish([path], commit, "An", "x")
    done = verb("deploy", *options)
    assert done.status == 0, done.said
    assert "Sai." in page(site, "2024/04/b")
    (site.content / path).write_bytes(data)
    found = verb("check", *options[2:])
    assert (found.status, found.said.count("bai.md, dòng")) == (1, links.count("]("))
    assert state.is_dir()


@pytest.mark.parametrize("repository", ["content folder", "folder above", "separate"])
def test_nothing_is_released_where_git_is_missing(
    site: TinySite, state: Path, monkeypatch: pytest.MonkeyPatch, repository: str
) -> None:
    site.article()
    begin_history(site.content)
    History(site.content, state / "da-duyet").prepare()
    match repository:
        case "folder above":
            (site.content / ".git").rename(site.content.parent / ".git")
        case "separate":
            Git(site.content).run("init", "-q", "--separate-git-dir", str(state / "kho"))
    monkeypatch.setenv("PATH", str(state))
    options = ("--to", str(site.content.parent / "cong"), "--content", str(site.content))
    for name in ("deploy", "rollback", "follow"):
        done = verb(name, *options)
        assert (done.status, "Cài Git" in done.said) == (1, True), done.said
    options = ("--to", str(site.content.parent / "cong"), "--content", str(state / "da-duyet"))
    assert "Cài Git" in verb("deploy", *options).said
    assert not (site.content.parent / "cong").exists()


def test_folder_of_no_desk_is_released_without_git(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_history(site.content)
    Git(site.content).run("config", "other.desk", "true")
    monkeypatch.setenv("PATH", str(site.content))
    assert not is_kept_by_desk(site.content)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has files of others")
def test_other_account_than_the_desks_releases_nothing(site: TinySite, state: Path) -> None:
    site.article()
    begin_history(site.content)
    History(site.content, state / "da-duyet").prepare()
    for file in (site.content, *site.content.rglob("*")):
        os.chown(file, 65534, 65534)
    done = verb("deploy", "--to", str(site.content.parent / "cong"), "--content", str(site.content))
    assert (done.status, "do bàn biên tập giữ" in done.said) == (1, True)
    assert not (site.content.parent / "cong").exists()


def test_socket_needs_the_address_of_the_web_server(site: TinySite) -> None:
    done = verb(
        "desk.run",
        "--to",
        str(site.content.parent / "cong"),
        "--content",
        str(site.content),
        "--socket",
        "/x/y.sock",
    )
    assert (done.status, "--socket cần --address" in done.said) == (2, True)
