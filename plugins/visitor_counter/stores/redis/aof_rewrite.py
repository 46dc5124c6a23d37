"""The append-only file of a Valkey or Redis server holds what was erased until it is rewritten."""

import logging
import time
from typing import Any

import redis

from plugins.visitor_counter.stores.redis.totals import Keys

log = logging.getLogger(__name__)

APART_SECONDS = 300
TRY_SECONDS = 10.0


class AofRewrite:
    """Has the file rewritten when something was erased, at most once in five minutes by all processes together.

    So what a visit has left is gone from the disk within ten minutes of its end: it is erased in the next round, and five
    minutes later at most the file is written anew.
    """

    def __init__(self, server: Any, keys: Keys) -> None:
        self._server = server
        self._lease = keys.of("rewritten")
        self._needed = True
        self._tried = -TRY_SECONDS

    def needed(self) -> None:
        """Take note that something was erased."""
        self._needed = True

    def refresh(self) -> None:
        """Take note when the last rewrite has failed. Raises redis.RedisError."""
        if self._server.info("persistence").get("aof_last_bgrewrite_status") != "ok":
            self._needed = True

    def when_due(self) -> None:
        """Ask for a rewrite if it is time. Raises redis.RedisError, but not because it may not ask."""
        if not self._needed or time.monotonic() - self._tried < TRY_SECONDS:
            return
        self._tried = time.monotonic()
        if not self._server.set(self._lease, b"", nx=True, ex=APART_SECONDS):
            return
        try:
            self._server.bgrewriteaof()
        except redis.ResponseError as error:
            # A rewrite or a snapshot is at work; or this account may not ask for one, which the guide speaks of.
            log.info("Chưa viết lại được tệp ghi nối: %s", error)
            self._server.delete(self._lease)
        else:
            self._needed = False
