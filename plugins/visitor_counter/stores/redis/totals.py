"""Permanent data on the server, the names of all keys, and opening the store."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import redis

from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.redis import server
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable

log = logging.getLogger(__name__)

RAISE_OPENING = """
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], ARGV[1])
end
"""
LAYOUT = b"1"
KINDS = list(Kind)
CHECK_SECONDS = 60.0
REWRITE_APART_SECONDS = 300
REWRITE_TRY_SECONDS = 10.0


class RedisTotals:
    """The methods of `Store` that read and write permanent data, under keys that begin with the prefix of the settings."""

    def __init__(self, settings: Settings) -> None:
        url = str(settings.store)
        self._address = url.rpartition("@")[2]
        self._prefix = settings.prefix
        self._opening_total = settings.opening_total
        self._create = settings.create
        self._server = server.client_of(url, settings.password)
        self._log_holds_erased = True
        self._log_rewritten = -REWRITE_TRY_SECONDS
        self._ready = False
        self._checked = 0.0

    def report(self) -> Report:
        """Return the permanent data. An unused prefix raises NoStoreError: it is not an empty store."""
        with self._errors_converted():
            read = self._server.pipeline().exists(self._key("layout")).get(self._key("opening"))
            read.lrange(self._key("adjustments"), 0, -1).lrange(self._key("moves"), 0, -1)
            for kind in KINDS:
                read.hgetall(self._key(kind))
            exists, opening, traces, moves, *hashes = read.execute()
        if not exists:
            raise NoStoreError(f"{self._address}: {server.NO_DATA}")
        numbers = {
            _number_key(kind, name): int(n)
            for kind, fields in zip(KINDS, hashes, strict=True)
            for name, n in fields.items()
            if n != b"0"
        }
        adjustments = tuple(Adjustment(*json.loads(trace)) for trace in traces)
        return Report(int(opening or 0), numbers, adjustments, tuple(map(DayMove.unpacked, moves)))

    def days(self) -> Mapping[date, int]:
        with self._errors_converted():
            days = self._server.hgetall(self._key(Kind.VISITS))
        return {date.fromisoformat(day.decode()): int(n) for day, n in days.items() if n != b"0"}

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        with self._errors_converted():
            read = self._server.zunion([self._reads(day) for day in days], withscores=True)
        pages = ((page.decode(), int(visits)) for page, visits in read)
        return sorted(pages, key=lambda one: (-one[1], one[0]))[:most]

    def change(self, change: Callable[[Report], Report]) -> Report:
        """Write in one transaction, which starts again if another command has set the layout or the opening total."""
        layout, opening = self._key("layout"), self._key("opening")
        changed = Report()

        def write(pipe: Any) -> None:
            nonlocal changed
            held = self.report()
            changed = change(held)
            added = changed.added_to(held)
            pipe.multi()
            pipe.set(layout, LAYOUT).set(opening, added.opening)
            for key, number in added.numbers.items():
                pipe.hincrby(self._key(key.kind), _field(key), number)
            pipe.incrby(self._key("total"), sum(added.days.values()))
            for adjustment in added.adjustments:
                pipe.rpush(self._key("adjustments"), json.dumps(adjustment, ensure_ascii=False))
            for move in added.moves:
                pipe.rpush(self._key("moves"), move.packed())
                if move.moves_reads:
                    source, target = self._reads(move.source), self._reads(move.target)
                    pipe.zunionstore(target, [target, source]).delete(source)

        with self._opened():
            self._server.transaction(write, layout, opening)
        return changed

    def _key(self, name: str) -> str:
        """Return the name of a key. The braces (hash tag) keep all keys of a portal on one node of a cluster."""
        return f"{{{self._prefix}}}:{name}"

    def _reads(self, day: date) -> str:
        """Return the key of the pages read on a local day."""
        return self._key(f"reads-{day.isoformat()}")

    def _rewrite_log(self) -> None:
        """Rewrite the append-only file if it holds erased data, at most once in five minutes for all processes together.

        So the data of a visit is gone from the disk within ten minutes of its end.
        """
        if not self._log_holds_erased or time.monotonic() - self._log_rewritten < REWRITE_TRY_SECONDS:
            return
        self._log_rewritten = time.monotonic()
        if self._server.set(self._key("rewritten"), b"", nx=True, ex=REWRITE_APART_SECONDS):
            try:
                self._server.bgrewriteaof()
                self._log_holds_erased = False
            except redis.ResponseError as error:
                # A rewrite or snapshot is running, or this account may not request one (see the operator's guide).
                log.info("Chưa viết lại được tệp ghi nối: %s", error)
                self._server.delete(self._key("rewritten"))

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Check the server once a minute, and layout and opening total after each error."""
        with self._errors_converted():
            if not self._ready or time.monotonic() - self._checked >= CHECK_SECONDS:
                server.check_server(self._server)
                if self._server.info("persistence").get("aof_last_bgrewrite_status") != "ok":
                    self._log_holds_erased = True
                self._checked = time.monotonic()
            if not self._ready:
                layout = self._key("layout")
                if self._create:
                    self._server.set(layout, LAYOUT, nx=True)
                known = self._server.get(layout)
                if known is None:
                    raise NoStoreError(f"{self._address}: {server.NO_DATA}")
                if known != LAYOUT:
                    raise server.UnsuitableError(server.OF_ANOTHER_LAYOUT)
                self._create = False  # from now on an empty server means lost data, not a first start
                self._server.eval(RAISE_OPENING, 1, self._key("opening"), self._opening_total)
                self._ready = True
            yield

    @contextmanager
    def _errors_converted(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError) as error:
            self._ready = False
            raise StoreUnavailable(server.error_text(self._address, error)) from error


def _field(key: Key) -> str:
    """Return the name of a number in the hash of its kind."""
    words = {Kind.VISITS: (), Kind.REJECTED: (key.name,), Kind.ANSWERS: (f"{key.helpful:d}", key.name)}
    return " ".join([key.day.isoformat(), *words[key.kind]])


def _number_key(kind: Kind, field: bytes) -> Key:
    """Parse the output of `_field`."""
    day, *words = field.decode().split(" ", 2 if kind == Kind.ANSWERS else 1)
    helpful = kind == Kind.ANSWERS and words.pop(0) == "1"
    return Key(kind, date.fromisoformat(day), "".join(words), helpful)
