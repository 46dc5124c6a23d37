"""The statistics as readers get them, brought up to date once a minute."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import date

from plugins.visitor_counter.shown.chart import chart_of
from plugins.visitor_counter.shown.summary import EMPTY, Summary, days_json, most_read_json, summary_of
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0


class SummaryWatch:
    """Holds the last summary of a store, and the files it is shown by: `files` by name, the same until it changes."""

    def __init__(self, store: Store, title_of: Callable[[str], str]) -> None:
        self.summary: Summary = EMPTY
        self.files: Mapping[str, bytes] = {}
        self._store = store
        self._title_of = title_of
        self._looked = -PAUSE_SECONDS

    def look(self, today: date) -> None:
        """Ask the store again if a minute has passed. `today` is the site's local day."""
        if time.monotonic() - self._looked < PAUSE_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            summary = summary_of(self._store, today, self._title_of)
        except StoreUnavailable as trouble:
            log.warning("Chưa tổng hợp được số liệu: %s", trouble)
            return
        if summary != self.summary or not self.files:
            self.summary = summary
            self.files = {
                "thong-ke.json": days_json(summary),
                "thong-ke.svg": chart_of(summary),
                "doc-nhieu.json": most_read_json(summary),
            }
