"""Rewrite the append-only file, which holds erased data until then."""

import logging
import time
from typing import Any

import redis

from plugins.visitor_counter.stores.redis.totals import Keys

log = logging.getLogger(__name__)

APART_SECONDS = 300
TRY_SECONDS = 10.0


class AofRewrite:
    """Requests a rewrite when data was erased, at most once in five minutes for all processes together.

    So the data of a visit is gone from the disk within ten minutes of its end: it is erased in the next round, and the file
    is rewritten at most five minutes later.
    """

    def __init__(self, server: Any, keys: Keys) -> None:
        self._server = server
        self._lease = keys.of("rewritten")
        self._needed = True
        self._tried = -TRY_SECONDS

    def needed(self) -> None:
        """Note that data was erased."""
        self._needed = True

    def refresh(self) -> None:
        """Schedule another rewrite if the last one failed. Raises redis.RedisError."""
        if self._server.info("persistence").get("aof_last_bgrewrite_status") != "ok":
            self._needed = True

    def when_due(self) -> None:
        """Request a rewrite if one is due. Raises redis.RedisError, except for a missing permission."""
        if not self._needed or time.monotonic() - self._tried < TRY_SECONDS:
            return
        self._tried = time.monotonic()
        if not self._server.set(self._lease, b"", nx=True, ex=APART_SECONDS):
            return
        try:
            self._server.bgrewriteaof()
        except redis.ResponseError as error:
            # A rewrite or snapshot is running, or this account may not request one (see the operator's guide).
            log.info("Chưa viết lại được tệp ghi nối: %s", error)
            self._server.delete(self._lease)
        else:
            self._needed = False
