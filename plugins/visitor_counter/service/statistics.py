"""The statistics shown to readers, recomputed once a minute, and the notice of a demonstration site."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from plugins.vietnamese.writing import short_date
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.rendering.summary import EMPTY, days_json, most_read_json, summary_of
from plugins.visitor_counter.rendering.svg import chart_of
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0
NOTICE = "thong-bao.txt"
MAX_NOTICE = 4096
WRONG_CLOCK = (
    "Có lượt được ghi cho ngày không thể có (%s): đồng hồ máy chủ đã sai. Chuyển chúng sang ngày đúng: "
    "uv run invoke visitors.move-day"
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
            log.warning(WRONG_CLOCK, ", ".join(map(short_date, wrong)))
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
