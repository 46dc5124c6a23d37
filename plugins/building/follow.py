"""`invoke follow`: stay, and deploy whenever content changes and at each moment at which time changes the portal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from plugins.alert.places import SHOWN, LocalPlace, remove_expired
from plugins.building.places import ROOT
from plugins.errors.issue import UserError, printable
from plugins.preview.watching import Edits
from plugins.release.history import heartbeat_file, is_held, next_due
from plugins.release.schedule import Heartbeat, Schedule
from plugins.server.reading import VARIABLE, settings_file

PULL_SECONDS = 60.0
LONGEST_PULL = 50.0  # seconds
LONGEST_SAID = 2_000  # characters of what a failed deploy has said
MAILER_PLACES = "/usr/sbin:/usr/lib:/usr/bin"


def follow(
    target: Path,
    watched: list[Path],
    options: list[str],
    *,
    portal: str,
    mail_to: str = "",
    pull: Path | None = None,
) -> None:
    """Deploy to `target` until SIGTERM or Ctrl-C.

    `watched` are the files and folders that the portal is made of, `options` those of `invoke deploy`, which runs in a
    separate process each time. Failures are printed, and mailed to `mail_to` by the local mailer if it is given; `pull`
    is a folder in a Git checkout, into which commits are pulled once a minute. Raises UserError if something that is
    watched is missing, or there is no mailer or Git.
    """
    mailer = _mailer() if mail_to else None
    stopped = Event()
    schedule = Schedule(
        deploy=partial(_deploy, options),
        edited=_Content(watched, target, _Pull(pull) if pull else None).changed,
        next_due=partial(next_due, target),
        held=partial(is_held, target),
        alarm=lambda text: _report(text, portal, mail_to, mailer),
        beat=partial(_beat, heartbeat_file(target)),
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, partial(_stop, stopped))
    while not stopped.wait(schedule.step(time.time())):
        # While its file is there, the web server sends whole pages to those who have them.
        if (target / SHOWN).exists():
            remove_expired(LocalPlace(target), datetime.now(UTC))


def problem_of(target: Path) -> str:
    """Return what is wrong with the schedule of a target, in Vietnamese; "" if nothing is."""
    heartbeat = Heartbeat.read(heartbeat_file(target))
    if heartbeat is None:
        return f"Chưa có lịch phát hành nào chạy cho {target}."
    return heartbeat.problem(time.time())


class _Content:
    """Whether anything that the portal is made of has changed."""

    def __init__(self, watched: list[Path], target: Path, pull: _Pull | None) -> None:
        self._edits, self._pull = Edits(watched, target), pull

    def changed(self) -> bool:
        if self._pull is not None:
            self._pull.due(time.monotonic())
        return bool(self._edits.changed())


class _Pull:
    """Fast-forwards a Git checkout. A failure is printed once: the schedule goes on with what is there."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("git") is None:
            raise UserError("--pull cần git, máy này chưa có. Cài git (apt install git) rồi chạy lại.")
        self._command = ["git", "-C", str(folder), "pull", "--ff-only", "--quiet"]
        self._next, self._failed = 0.0, ""

    def due(self, now: float) -> None:
        if now < self._next:
            return
        self._next = now + PULL_SECONDS
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program; the folder is the operator's
                self._command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=LONGEST_PULL,
                check=False,
            )
            failed = done.stderr.strip() if done.returncode else ""
        except subprocess.TimeoutExpired:
            failed = "quá lâu không có trả lời"
        if failed and failed != self._failed:
            print(
                printable(f"Chưa lấy được nội dung mới bằng git pull: {failed}"), file=sys.stderr, flush=True
            )
        self._failed = failed


def _deploy(options: list[str]) -> str:
    """Run `invoke deploy`, pass on what it says, and return the end of that if it failed."""
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "deploy", *options]
    file = settings_file()  # of the folder from which `follow` was called
    environment = {**os.environ, VARIABLE: str(file)} if file.is_file() else None
    # Its own session: Ctrl-C reaches this process only, which lets it end.
    process = subprocess.Popen(  # noqa: S603 - this project's own verb
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT, text=True,
        encoding="utf-8", errors="replace", start_new_session=True, env=environment,
    )  # fmt: skip
    said, _ = process.communicate()
    print(said, end="", flush=True)
    return said.strip()[-LONGEST_SAID:] or "không rõ" if process.returncode else ""


def _stop(stopped: Event, _number: int, _frame: FrameType | None) -> None:
    stopped.set()


def _beat(file: Path, heartbeat: Heartbeat) -> None:
    if file.parent.is_dir():  # before the first deploy there is no target
        heartbeat.write(file)


def _mailer() -> str:
    found = shutil.which(os.environ.get("TRANG_TIN_MAILER", "sendmail"), path=MAILER_PLACES)
    if found is None:
        raise UserError(
            "--mail-to cần lệnh sendmail của máy. Cài một chương trình gửi thư (như msmtp-mta) rồi chạy lại."
        )
    return found


def _report(text: str, portal: str, mail_to: str, mailer: str | None) -> None:
    """Mail a failure, which `_deploy` has printed already."""
    if mailer is None:
        return
    message = EmailMessage()
    message["To"] = mail_to
    message["Subject"] = f"{portal}: phát hành không thành công"
    message.set_content(f"Cổng {portal} giữ nguyên như trước. Lệnh phát hành báo:\n\n{text}\n")
    done = subprocess.run([mailer, "-t", "-i"], input=bytes(message), capture_output=True, check=False)  # noqa: S603 - as above
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        print(printable(f"Không gửi được thư tới {mail_to}: {why}"), file=sys.stderr, flush=True)
