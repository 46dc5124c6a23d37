"""What is shown to readers: the statistics, recomputed once a minute, and static files, which the web server serves."""

import logging
import os
import shlex
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from plugins.errors.commands import command
from plugins.files.atomic import PUBLIC, remove_scratch_files, replace_file
from plugins.vietnamese.writing import short_date
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.rendering.page import page_of
from plugins.visitor_counter.rendering.summary import EMPTY, Summary, days_json, most_read_json, summary_of
from plugins.visitor_counter.rendering.svg import chart_of, picture_of
from plugins.visitor_counter.stores.sqlite.errors import error_reason
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0
NOTICE = "thong-bao.txt"
MAX_NOTICE = 4096
PUBLIC_FOLDER = 0o755
ENTERED_BY_OTHERS = 0o011  # execute permission for group or others: the web server's account is unknown
CLOSED = "Máy chủ web không đọc được tệp số liệu: thư mục %s chỉ mở cho chủ của nó. Hãy chạy: chmod 755 %s"
WRONG_CLOCK = (
    "Có lượt được ghi cho ngày không thể có (%s): đồng hồ máy chủ đã sai. Chuyển chúng sang ngày đúng: %s"
)


class Statistics:
    """Keeps the latest `summary` of a store, the `files` rendered from it by name, and the HTML of the `notice`.

    The build writes the notice of a demonstration site beside `paths_file`; "" if there is none.
    """

    def __init__(self, store: Store, title_of: Callable[[str], str], paths_file: Path | None = None) -> None:
        self.summary = EMPTY
        self.files: Mapping[str, bytes] = {}
        self.notice = ""
        self._store = store
        self._title_of = title_of
        self._notice_file = paths_file.with_name(NOTICE) if paths_file else None
        self._refreshed = -PAUSE_SECONDS
        self._wrong: list[date] = []

    def refresh(self, today: date) -> None:
        """Read the notice, and recompute the summary if a minute has passed. `today` is the local day of the site."""
        self.notice = read_notice(self._notice_file) if self._notice_file else ""
        if time.monotonic() - self._refreshed < PAUSE_SECONDS:
            return
        self._refreshed = time.monotonic()
        try:
            summary = summary_of(self._store, today, self._title_of)
            wrong = sorted(day for day in self._store.days() if not believable(day, today))
        except StoreUnavailable as error:
            log.warning("Chưa tổng hợp được số liệu: %s", error)
            return
        if wrong and wrong != self._wrong:
            move = command("visitors.move-day", f"--source {wrong[0].isoformat()}")
            log.warning(WRONG_CLOCK, ", ".join(map(short_date, wrong)), move)
        self._wrong = wrong
        if summary != self.summary or not self.files:
            self.summary = summary
            self.files = {
                "thong-ke.json": days_json(summary),
                "thong-ke.svg": chart_of(summary),
                "doc-nhieu.json": most_read_json(summary),
            }


def read_notice(file: Path) -> str:
    """Return the notice in `file`, or "" if it is missing or invalid."""
    try:
        html = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return html if len(html) <= MAX_NOTICE else ""


class FiguresFiles:
    """Files in `folder`, each replaced by rename, and only when its content changed or it was deleted.

    Files have mode 0644 and a folder created here has 0755, whatever the umask.

    Pages read `so-lieu.json` if the service does not answer at once. `so-lieu.svg` and `index.html` are served instead of
    the picture and the plain page while the service is down, and say so. The files of the summary are beside them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: Mapping[str, bytes] = {}
        self._failing = False

    def write(
        self, figures: Figures, summary: Summary, summary_files: Mapping[str, bytes], notice: str = ""
    ) -> None:
        """Write the files that have changed or are missing. An error is logged once and retried in the next round."""
        files = {
            "so-lieu.svg": picture_of(figures, stopped=True),
            "index.html": page_of(figures, summary, notice, stopped=True),
            **summary_files,
        }
        there = self._names()
        changed = {
            name: content
            for name, content in files.items()
            if self._written.get(name) != content or name not in there
        }
        # This one holds the second, and the others only the minute.
        if "so-lieu.svg" in changed or "so-lieu.json" not in there:
            changed["so-lieu.json"] = to_json(figures)
        if not changed:
            return
        try:
            self._replace(changed)
        except OSError as error:
            if not self._failing:
                log.warning("Không ghi được tệp số liệu. %s: %s", self._folder, error_reason(error))
            self._failing = True
            return
        if not self._written and os.name == "posix":
            whole = self._folder.resolve()
            for place in (whole, *whole.parents):
                if not place.stat().st_mode & ENTERED_BY_OTHERS:
                    log.warning(CLOSED, place, shlex.quote(str(place)))
        self._written, self._failing = files, False

    def _names(self) -> frozenset[str]:
        try:
            return frozenset(file.name for file in self._folder.iterdir())
        except OSError:  # also for a folder that is not there: writing reports what is wrong
            return frozenset()

    def _replace(self, files: Mapping[str, bytes]) -> None:
        missing = [place for place in (self._folder, *self._folder.parents) if not place.exists()]
        self._folder.mkdir(parents=True, exist_ok=True)
        for place in missing:
            place.chmod(PUBLIC_FOLDER)
        for name, content in files.items():
            file = self._folder / name
            if name not in self._written:
                remove_scratch_files(file)
            # Not synced to disk: views would wait for that each second, and the files are rewritten after a restart.
            replace_file(file, content, mode=PUBLIC, durable=False)
