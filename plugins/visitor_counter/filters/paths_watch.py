"""Report problems with the list of published pages."""

import logging

from plugins.visitor_counter.filters.published import PublishedPaths

log = logging.getLogger(__name__)

HINT = "Danh sách do lệnh dựng cổng ghi ra, ở luot-truy-cap/cac-trang.txt trong thư mục đã dựng."
GRACE_ROUNDS = 30


class PathsWatch:
    """Refreshes the list every round, and logs each problem, and its end, once.

    A problem must last `GRACE_ROUNDS`: the first build may still be running when the counter starts.
    """

    def __init__(self, published: PublishedPaths) -> None:
        self._published = published
        self._rounds = 0
        self._logged = ""

    @property
    def status(self) -> str:
        """Status for `suc-khoe`: `ok`, `old-paths` while the last valid list is in force, `no-paths` if no page counts."""
        if not self._published.problem:
            return "ok"
        return "old-paths" if self._published.any_counts else "no-paths"

    def refresh(self) -> None:
        """Read the list if it changed, and log a change of its status."""
        self._published.refresh()
        self._rounds = self._rounds + 1 if self._published.problem else 0
        if self._rounds == 0 or self._rounds > GRACE_ROUNDS:
            self.log_status()

    def log_status(self) -> None:
        """Log the current problem, or its end, unless that was the last message."""
        error = self._published.problem
        if error == self._logged:
            return
        if not error:
            log.info("Danh sách trang đọc được: %d địa chỉ.", len(self._published))
        elif self._published.any_counts:
            log.warning("Danh sách trang đang dùng là bản cũ, trang mới chưa được tính. %s. %s", error, HINT)
        else:
            log.warning("CHƯA TÍNH LƯỢT NÀO vì không có danh sách trang. %s. %s", error, HINT)
        self._logged = error
