"""Release what is published: at once, and when time changes the portal; what happens stands in the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.repository.history import PUBLISHED
from plugins.desk.texts.workflow import StepKind
from plugins.errors.issue import UserError
from plugins.release.history import held_since
from plugins.release.schedule import PAUSE, schedule_of

_log = logging.getLogger(__name__)
STOP_SECONDS = 30.0
CHECKING = "Đang kiểm tra"
BROKEN = "Lỗi của chương trình, xem nhật ký của bàn biên tập."
AGAIN = "sẽ thử lại."
HELD = "cổng đã trở lại một bản trước. Lần đăng bài tới sẽ đưa lên mọi bài đã duyệt: nếu có bài sai, sửa hoặc thu hồi bài ấy trước."


@dataclass(frozen=True)
class Release:
    """A release of the commit `published`; `finished` is None while it goes on. Times are in seconds since 1970."""

    published: str
    started: float
    finished: float | None
    succeeded: bool
    message: str


def last_release(database: Database) -> Release | None:
    """Return the newest release, None before the first."""
    row = database.row("SELECT * FROM releases ORDER BY id DESC LIMIT 1")
    if row is None:
        return None
    return Release(row["published"], row["started"], row["finished"], bool(row["succeeded"]), row["message"])


class Releaser:
    """Releases what is published into `target`, a folder of releases: as soon as `wake` is called, and on its schedule.

    After a rollback nothing is released until something is published again. `alarm(text)` is called for failures.
    """

    def __init__(self, desk: Desk, target: Path, alarm: Callable[[str], None] = lambda _failed: None) -> None:
        self._desk, self._target = desk, target
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._is_wanted = False
        self._schedule = schedule_of(
            target, deploy=self._release, edited=self._was_woken, alarm=alarm, held=self._is_held, quiet=0.0
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Release in a thread while the block runs; what was missed before is released at once."""
        thread = threading.Thread(target=self._work, name="desk-releases", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            self._woken.set()
            thread.join(STOP_SECONDS)

    def wake(self) -> None:
        """Release now: something was published."""
        self._is_wanted = True
        self._woken.set()

    def step(self) -> float:
        """Release if it is time, and return after how many seconds to call this again."""
        return self._schedule.step(self._desk.clock())

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            try:
                seconds = self.step()
            except Exception:  # noqa: BLE001 - the thread goes on: what is wrong, such as a full disk, may pass
                _log.exception("The schedule of releases failed")
                seconds = PAUSE
            self._woken.wait(seconds)

    def _was_woken(self) -> bool:
        if not self._is_wanted:
            return False
        self._is_wanted = (
            False  # what wakes after this line is released by the next turn, before it by this one
        )
        return True

    def _is_held(self) -> bool:
        """Return whether the portal was rolled back after the last publication; let the desk's pages say so."""
        try:
            since = held_since(self._target)
        except UserError:  # which the deploy reports
            return False
        if since is None or self._was_published_after(since):
            return False
        last = last_release(self._desk.database)
        if last is None or not last.message.startswith(HELD):
            # A deploy with `--live` rolls back automatically when readers do not get the new release.
            has_failed = last is not None and last.finished is not None and not last.succeeded
            reason = last.message.removeprefix(AGAIN) if last is not None and has_failed else ""
            self._end(self._begin(), f"{HELD}{reason}", succeeded=False)
        return True

    def _was_published_after(self, moment: float) -> bool:
        return bool(
            self._desk.database.row(
                "SELECT 1 FROM steps WHERE kind = ? AND moment > ?", StepKind.PUBLISHED.name, moment
            )
        )

    def _release(self) -> str:
        """Release; return "" or what went wrong."""
        content, number = self._desk.content, self._begin()
        try:
            # Only here: a build must not meet files that change under it.
            content.history.update_published()
            said = content.site.release(
                lambda message: self._tell(number, message), force=held_since(self._target) is not None
            )
        except UserError as error:
            failed = str(error)
            _log.warning("%s", failed)
        except Exception:  # noqa: BLE001 - the thread goes on, and the journal of the system has the reason
            _log.exception("Release failed")
            failed = BROKEN
        else:
            self._end(number, said, succeeded=True)
            return ""
        self._end(number, f"{AGAIN} {failed}", succeeded=False)
        return failed

    def _begin(self) -> int:
        """Return the id of the release that begins: that of an attempt which failed or was interrupted, or a new one."""
        desk, database = self._desk, self._desk.database
        published = desk.content.history.head(PUBLISHED)
        with database.transaction():
            last = database.row("SELECT id, succeeded FROM releases ORDER BY id DESC LIMIT 1")
            if last is None or last["succeeded"]:
                database.write("INSERT INTO releases (published, started) VALUES (?, 0)", published)
            (number,) = database.rows("SELECT max(id) FROM releases")[0]
            database.write(
                "UPDATE releases SET published = ?, started = ?, finished = NULL, succeeded = 0, message = ? WHERE id = ?",
                published,
                desk.clock(),
                CHECKING,
                number,
            )
        return int(number)

    def _tell(self, number: int, message: str) -> None:
        self._desk.database.write("UPDATE releases SET message = ? WHERE id = ?", message, number)

    def _end(self, number: int, message: str, *, succeeded: bool) -> None:
        self._desk.database.write(
            "UPDATE releases SET message = ?, finished = ?, succeeded = ? WHERE id = ?",
            message,
            self._desk.clock(),
            succeeded,
            number,
        )
