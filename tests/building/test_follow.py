"""`invoke follow`, as a service runs it: a process, a real content folder, Git and a mailer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.building.verbs import verb
from tests.conftest import ROOT, TinySite

LONGEST = 90.0  # seconds
# The verb with shorter pauses: a real one waits a minute before it looks into Git again.
HASTY = """
from plugins.building import follow
from plugins.release import schedule
schedule.PAUSE = schedule.QUIET = follow.PULL_SECONDS = 0.5
from invoke.main import program
program.run()
"""
MAILER = """#!/bin/sh
cat > "$(dirname "$0")/thu.eml"
echo "$@" >> "$(dirname "$0")/thu.eml"
"""


@contextmanager
def following(site: TinySite, *flags: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the verb while the block runs; SIGTERM must then end it."""
    target = site.content.parent / "dich"
    command = [sys.executable, "-c", HASTY, "follow", "--to", str(target)]
    log = (site.content.parent / "nhat-ky").open("wb")
    process = subprocess.Popen(
        [*command, "--content", str(site.content), *flags],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=os.environ | {"TRANG_TIN_STATE": str(site.content.parent / "state")},
        cwd=ROOT,
    )
    try:
        yield process
        assert process.poll() is None, (site.content.parent / "nhat-ky").read_text(encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
        process.wait()
        log.close()


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.2)


def page(site: TinySite, name: str) -> str:
    file = site.content.parent / "dich" / "current" / name / "index.html"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def status(site: TinySite) -> tuple[int, str]:
    done = verb("follow", "--to", str(site.content.parent / "dich"), "--status")
    return done.status, done.said


@pytest.mark.long
def test_scheduled_texts_are_published_within_seconds(site: TinySite) -> None:
    site.article()
    assert status(site)[0] == 1
    with following(site):
        until(lambda: page(site, "2024/03/bai") != "")
        until(lambda: status(site) == (0, "Lịch phát hành đang chạy.\n"))
        moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=12)
        site.article(f"articles/{moment:%Y/%m}/hen.md", date=moment.isoformat())
        until(lambda: page(site, f"{moment:%Y/%m}/hen") != "")
        assert timedelta(0) < datetime.now(UTC) - moment < timedelta(seconds=30), "the time of one deploy"


@pytest.mark.long
def test_edits_are_deployed_and_failures_are_mailed(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article(title="Bản một")
    mailer = site.write("../may/sendmail", MAILER)
    mailer.chmod(0o755)
    monkeypatch.setenv("TRANG_TIN_MAILER", str(mailer))
    with following(site, "--mail-to", "truc@xathu.example"):
        until(lambda: "Bản một" in page(site, "2024/03/bai"))
        site.article(title="Bản hai", department="Phong Van hoa")
        letter = mailer.with_name("thu.eml")
        until(letter.is_file)
        assert "Bản một" in page(site, "2024/03/bai")
        until(lambda: status(site)[0] == 1)
        assert "không thành công" in status(site)[1]
        site.article(title="Bản ba")
        until(lambda: "Bản ba" in page(site, "2024/03/bai"))
        until(lambda: status(site)[0] == 0)
    sent = letter.read_text(encoding="utf-8")
    assert "To: truc@xathu.example" in sent
    assert sent.endswith("-t -i\n")


@pytest.mark.long
def test_merged_commits_are_pulled_and_deployed(site: TinySite) -> None:
    site.article(title="Bản một")
    origin, checkout = site.content, site.content.parent / "kho" / "content"
    git(origin, "init", "-q", "-b", "main")
    commit(origin, "một")
    git(origin.parent, "clone", "-q", str(origin), str(checkout))
    cloned = TinySite(checkout.parent)
    with following(cloned, "--pull"):
        until(lambda: "Bản một" in page(cloned, "2024/03/bai"))
        site.article(title="Bản hai")
        commit(origin, "hai")
        started = time.monotonic()
        until(lambda: "Bản hai" in page(cloned, "2024/03/bai"))
        assert time.monotonic() - started < 120


def git(folder: Path, *arguments: str) -> None:
    person = ("-c", "user.name=Thử", "-c", "user.email=thu@xathu.example")
    subprocess.run(["git", *person, "-C", str(folder), *arguments], check=True)


def commit(folder: Path, subject: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)


def test_follow_needs_a_mailer_and_git(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article()
    flags = ("--to", str(site.content.parent / "dich"), "--content", str(site.content))
    monkeypatch.setenv("TRANG_TIN_MAILER", str(site.content / "none"))
    done = verb("follow", *flags, "--mail-to", "truc@xathu.example")
    assert (done.status, "sendmail" in done.said) == (1, True)
    monkeypatch.setenv("PATH", str(site.content))
    done = verb("follow", *flags, "--pull")
    assert (done.status, "git" in done.said) == (1, True)
    assert verb("follow").status == 2
