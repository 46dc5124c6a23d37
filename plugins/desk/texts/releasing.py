"""Release what is published, one release at a time, in a thread; what happens stands in the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.repository.history import PUBLISHED
from plugins.errors.issue import UserError

_log = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
STOP_SECONDS = 30.0
BROKEN = "Lỗi của chương trình, xem nhật ký của bàn biên tập."


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
    """Releases whatever has been published since the last release, as soon as `wake` is called."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._woken, self._stopped = threading.Event(), threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Release in a thread while the block runs; what was interrupted before is released at once."""
        self._woken.set()
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
        self._woken.set()

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            if not self._stopped.is_set() and not self.release():
                threading.Timer(RETRY_SECONDS, self.wake).start()

    def release(self) -> bool:
        """Release if there is anything new; return whether nothing is left to do."""
        desk, database = self._desk, self._desk.database
        published, last = desk.content.history.head(PUBLISHED), last_release(database)
        if last is not None and last.succeeded and last.published == published:
            return True
        database.write(
            "INSERT INTO releases (published, started, message) VALUES (?, ?, ?)",
            published,
            desk.clock(),
            "Đang kiểm tra",
        )
        (number,) = database.rows("SELECT max(id) FROM releases")[0]

        def tell(message: str) -> None:
            database.write("UPDATE releases SET message = ? WHERE id = ?", message, number)

        succeeded = False
        try:
            tell(desk.content.site.release(tell))
            succeeded = True
        except UserError as error:
            tell(str(error))
        except Exception:  # noqa: BLE001 - the thread goes on, and the journal of the system has the reason
            _log.exception("Release failed")
            tell(BROKEN)
        database.write(
            "UPDATE releases SET finished = ?, succeeded = ? WHERE id = ?", desk.clock(), succeeded, number
        )
        return succeeded
