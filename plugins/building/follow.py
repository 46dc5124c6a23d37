"""`invoke follow`: stay, and deploy whenever content changes and at each moment at which time changes the portal."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from plugins.building.calling import run_verb
from plugins.building.mail import mailed_alarm
from plugins.errors.issue import UserError, printable
from plugins.preview.watching import Edits
from plugins.release.history import heartbeat_file
from plugins.release.schedule import Heartbeat, schedule_of

PULL_SECONDS = 60.0
LONGEST_PULL = 50.0  # seconds
LONGEST_SAID = 2_000  # characters of what a failed deploy has said


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
    stopped = Event()
    schedule = schedule_of(
        target,
        deploy=partial(_deploy, options),
        edited=_Content(watched, target, _Pull(pull) if pull else None).changed,
        alarm=mailed_alarm(portal, mail_to),
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, partial(_stop, stopped))
    while not stopped.wait(schedule.step(time.time())):
        pass


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
    done = run_verb("deploy", options, errors=subprocess.STDOUT)
    print(done.stdout, end="", flush=True)
    return done.stdout.strip()[-LONGEST_SAID:] or "không rõ" if done.returncode else ""


def _stop(stopped: Event, _number: int, _frame: FrameType | None) -> None:
    stopped.set()
