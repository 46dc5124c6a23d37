"""The statistics as readers get them, brought up to date once a minute."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import date

from plugins.vietnamese.writing import short_date
from plugins.visitor_counter.counting.time import believable
from plugins.visitor_counter.rendering.chart import chart_of
from plugins.visitor_counter.rendering.summary import EMPTY, Summary, days_json, most_read_json, summary_of
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0
WRONG_CLOCK = (
    "Có lượt được ghi cho ngày không thể có (%s): đồng hồ máy chủ đã sai. Chuyển chúng sang ngày đúng: "
    "uv run invoke visitors.move-day"
)


class SummaryWatch:
    """Holds the last summary of a store, and the files it is shown by: `files` by name, the same until it changes."""

    def __init__(self, store: Store, title_of: Callable[[str], str]) -> None:
        self.summary: Summary = EMPTY
        self.files: Mapping[str, bytes] = {}
        self._store = store
        self._title_of = title_of
        self._looked = -PAUSE_SECONDS
        self._wrong: list[date] = []

    def look(self, today: date) -> None:
        """Ask the store again if a minute has passed. `today` is the site's local day."""
        if time.monotonic() - self._looked < PAUSE_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            summary = summary_of(self._store, today, self._title_of)
            wrong = sorted(day for day in self._store.days() if not believable(day, today))
        except StoreUnavailable as trouble:
            log.warning("Chưa tổng hợp được số liệu: %s", trouble)
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
