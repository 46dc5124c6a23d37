"""Says when the list of published addresses is not what it should be: then nothing counts, or new pages do not."""

import logging

from plugins.visitor_counter.filters.published import PublishedPaths

log = logging.getLogger(__name__)

REMEDY = "Danh sách do lệnh dựng cổng ghi ra, ở luot-truy-cap/cac-trang.txt trong thư mục đã dựng."
GRACE_ROUNDS = 30


class PathsWatch:
    """Looks after the list round by round, and logs each error once, and its end.

    A error must last `GRACE_ROUNDS`: a first build may still be at work when the counter starts.
    """

    def __init__(self, published: PublishedPaths) -> None:
        self._published = published
        self._rounds = 0
        self._said = ""

    @property
    def status(self) -> str:
        """One word for machines: `ok`, `old-paths` while the last good list holds, `no-paths` when nothing counts."""
        if not self._published.problem:
            return "ok"
        return "old-paths" if self._published.any_counts else "no-paths"

    def refresh(self) -> None:
        """Read the list again if it changed, and say what is to be said."""
        self._published.refresh()
        self._rounds = self._rounds + 1 if self._published.problem else 0
        if self._rounds == 0 or self._rounds > GRACE_ROUNDS:
            self.log_status()

    def log_status(self) -> None:
        """Log the error, or its end, if that is news."""
        error = self._published.problem
        if error == self._said:
            return
        if not error:
            log.info("Danh sách trang đọc được: %d địa chỉ.", len(self._published))
        elif self._published.any_counts:
            log.warning(
                "Danh sách trang đang dùng là bản cũ, trang mới chưa được tính. %s. %s", error, REMEDY
            )
        else:
            log.warning("CHƯA TÍNH LƯỢT NÀO vì không có danh sách trang. %s. %s", error, REMEDY)
        self._said = error
