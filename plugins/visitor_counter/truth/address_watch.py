"""Says when all readers seem to share one address: then a proxy stands in front that was not named."""

import logging

from plugins.visitor_counter.truth.ceiling import Ceiling

log = logging.getLogger(__name__)

ENOUGH_VISITS = 50
TROUBLE = (
    "Cả %d lượt trong giờ này đến từ một địa chỉ. Nếu có máy chủ web đứng trước bộ đếm, hãy nêu địa chỉ của nó bằng "
    "--trusted-proxy; nếu không, mọi người đọc cùng một trình duyệt bị đếm là một."
)


class AddressWatch:
    """Looks round by round where visits come from, and logs the trouble once, and its end."""

    def __init__(self, ceiling: Ceiling) -> None:
        self._ceiling = ceiling
        self.status = "ok"

    def look(self) -> None:
        """Tell `one-address` from `ok`, and log a change. An hour with few visits says nothing new."""
        begun = self._ceiling.begun_at()
        visits = sum(begun)
        if visits < ENOUGH_VISITS:
            return
        status = "one-address" if len(begun) == 1 else "ok"
        if status != self.status:
            self.status = status
            if status == "ok":
                log.info("Lượt truy cập đến từ nhiều địa chỉ.")
            else:
                log.warning(TROUBLE, visits)
