"""When to deploy without anybody asking: after edits, and at each moment at which time alone changes the portal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from plugins.alert.places import SHOWN, LocalPlace, remove_expired
from plugins.files.atomic import PUBLIC, replace_file
from plugins.release.history import heartbeat_file, is_held, next_due

PAUSE = 10.0  # seconds between two looks at the content: 0.5 s of work for 100,000 files
QUIET = 10.0  # seconds without an edit before a deploy: files may still be copied
RETRY = 60.0  # seconds after a failed deploy; doubled with each further failure
LONGEST_RETRY = 900.0
LATE = 120.0  # seconds after which an event counts as missed, or a heartbeat as stopped
LONGEST_DEPLOY = 3600.0  # seconds; until then a deploy that is running is no stopped schedule
SHORTEST = 0.0625


@dataclass(frozen=True)
class Heartbeat:
    """What a schedule has last done; moments are in seconds since 1970, `due` is None if nothing is to come.

    `held`: nothing is deployed after a rollback, until the next deploy by hand. `failed`: what the last deploy said, "" if it
    succeeded. `deploying`: a deploy has begun at `moment`.
    """

    moment: float
    due: float | None
    held: bool = False
    failed: str = ""
    deploying: bool = False

    def write(self, file: Path) -> None:
        """Replace the heartbeat file. Raises OSError."""
        replace_file(file, json.dumps(asdict(self), ensure_ascii=False).encode(), mode=PUBLIC, durable=False)

    @staticmethod
    def read(file: Path) -> Heartbeat | None:
        """Return what the file says; None if there is none, or it is damaged."""
        try:
            return Heartbeat(**json.loads(file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def problem(self, now: float) -> str:
        """Return what is wrong at `now`, in Vietnamese; "" if nothing is."""
        if self.deploying and now - self.moment <= LONGEST_DEPLOY:
            return ""
        if now - self.moment > LATE:
            return f"Lịch phát hành đã dừng từ {int((now - self.moment) / 60)} phút trước."
        if self.failed:
            return f"Lần phát hành gần nhất không thành công: {self.failed}"
        if self.due is not None and not self.held and now - self.due > LATE:
            return f"Đã quá giờ {int((now - self.due) / 60)} phút mà chưa phát hành."
        return ""


class Schedule:
    """Decides when to deploy; `step` is called again after the seconds that it returns.

    `deploy()` returns "" or what went wrong. `edited()` returns whether the content has changed since its last call.
    `next_due()` is the next event that the last deploy knows of, in seconds since 1970, None for none. `held()` is
    whether a rollback keeps deploys waiting. `alarm(text)` is called once for a failure, and again if it changes. A deploy
    begins `quiet` seconds after the last edit (default: QUIET).
    """

    def __init__(
        self,
        *,
        deploy: Callable[[], str],
        edited: Callable[[], bool],
        next_due: Callable[[], float | None],
        held: Callable[[], bool],
        alarm: Callable[[str], None],
        beat: Callable[[Heartbeat], None],
        quiet: float | None = None,
    ) -> None:
        self._deploy, self._edited, self._next_due, self._held = deploy, edited, next_due, held
        self._alarm, self._beat, self._quiet = alarm, beat, QUIET if quiet is None else quiet
        self._wanted = True  # the content may have changed before the start
        self._quiet_at = 0.0
        self._retry_at = 0.0
        self._failures = 0
        self._failed = ""

    def step(self, now: float) -> float:
        """Deploy if it is time, and return the seconds to wait."""
        if self._edited():
            self._wanted, self._quiet_at, self._retry_at = True, now + self._quiet, 0.0
        due, held = self._next_due(), self._held()
        has_come = due is not None and due <= now
        if not held and ((self._wanted and now >= self._quiet_at) or has_come) and now >= self._retry_at:
            self._beat(Heartbeat(now, due, held, self._failed, deploying=True))
            self._try(now)
            return SHORTEST  # the clock has gone on meanwhile
        self._beat(Heartbeat(now, due, held, self._failed))
        return max(SHORTEST, min(PAUSE, due - now)) if due is not None and due > now else PAUSE

    def _try(self, now: float) -> None:
        failed = self._deploy()
        if not failed:
            self._wanted, self._failures, self._failed, self._retry_at = False, 0, "", 0.0
            return
        if failed != self._failed:
            self._alarm(failed)
        self._wanted, self._failed = True, failed
        self._retry_at = now + min(RETRY * 2**self._failures, LONGEST_RETRY)
        self._failures += 1


def schedule_of(
    target: Path,
    *,
    deploy: Callable[[], str],
    edited: Callable[[], bool],
    alarm: Callable[[str], None],
    held: Callable[[], bool] | None = None,
    quiet: float | None = None,
) -> Schedule:
    """Return the schedule of a folder of releases. It writes the heartbeat, and removes an alert that has expired."""
    return Schedule(
        deploy=deploy,
        edited=edited,
        next_due=partial(next_due, target),
        held=held or partial(is_held, target),
        alarm=alarm,
        beat=partial(_beat, target),
        quiet=quiet,
    )


def _beat(target: Path, heartbeat: Heartbeat) -> None:
    if target.is_dir():  # it is not before the first deploy
        heartbeat.write(heartbeat_file(target))
    # While its file is there, the web server sends whole pages to those who have them.
    if (target / SHOWN).exists():
        remove_expired(LocalPlace(target), datetime.fromtimestamp(heartbeat.moment, UTC))
