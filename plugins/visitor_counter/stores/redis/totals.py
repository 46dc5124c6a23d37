"""Permanent data on the server, the names of all keys, and opening the store."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import redis

from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.redis import server
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable

log = logging.getLogger(__name__)

OPEN = Path(__file__).with_name("open.lua").read_text(encoding="utf-8")
LAYOUT = b"1"
KEPT = ("layout", "opening", "total")  # always there; see `RedisTotals`
KINDS = list(Kind)
CHECK_SECONDS = 60.0
REWRITE_APART_SECONDS = 300
REWRITE_TRY_SECONDS = 10.0


class RedisTotals:
    """The methods of `Store` that read and write permanent data, under keys that begin with the prefix of the settings.

    A store has a layout, an opening total and a total from its creation on, and days if the total is not 0. Everything
    that reads or writes checks this in the same transaction: a server may lose its data at any time, and the client
    connects again without an error.
    """

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
        self._was_ready = False
        self._server_checked = 0.0

    def report(self) -> Report:
        """Return the permanent data. An unused prefix raises NoStoreError: it is not an empty store."""
        return self._report(create=False)

    def _report(self, *, create: bool) -> Report:
        with self._errors_converted():
            read = self._reading().get(self._key("opening"))
            read.lrange(self._key("adjustments"), 0, -1).lrange(self._key("moves"), 0, -1)
            for kind in KINDS:
                read.hgetall(self._key(kind))
            opening, traces, moves, *hashes = self._checked(read.execute(), create=create)
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
            (days,) = self._checked(self._reading().hgetall(self._key(Kind.VISITS)).execute())
        return {date.fromisoformat(day.decode()): int(n) for day, n in days.items() if n != b"0"}

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        with self._errors_converted():
            read = self._reading().zunion([self._reads(day) for day in days], withscores=True)
            (visited,) = self._checked(read.execute())
        pages = ((page.decode(), int(visits)) for page, visits in visited)
        return sorted(pages, key=lambda one: (-one[1], one[0]))[:most]

    def change(self, change: Callable[[Report], Report]) -> Report:
        """Write in one transaction, which starts again if another command has set the layout or the opening total.

        With `create` in the settings, it also creates what is missing: so no counter sees a store before its numbers.
        """
        layout, opening = self._key("layout"), self._key("opening")
        changed = Report()

        def write(pipe: Any) -> None:
            nonlocal changed
            held = self._report(create=self._create)
            changed = change(held)
            added = changed.added_to(held)
            pipe.multi()
            if self._create:
                pipe.eval(OPEN, *self._open_arguments())
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

        with self._errors_converted():
            self._check_server()
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
        """Check the server once a minute; after each error also open the store."""
        with self._errors_converted():
            if not self._ready or time.monotonic() - self._server_checked >= CHECK_SECONDS:
                self._check_server()
            if not self._ready:
                self._require_whole(*self._server.eval(OPEN, *self._open_arguments()))
                self._create = False  # from now on an empty server means lost data, not a first start
                self._ready = self._was_ready = True
            yield

    def _check_server(self) -> None:
        server.check_server(self._server)
        if self._server.info("persistence").get("aof_last_bgrewrite_status") != "ok":
            self._log_holds_erased = True
        self._server_checked = time.monotonic()

    def _open_arguments(self) -> list[Any]:
        names = map(self._key, (*KEPT, "days"))
        return [4, *names, LAYOUT, self._opening_total, int(self._create)]

    def _reading(self) -> Any:
        """Begin a transaction that reads, for `_checked`."""
        return self._server.pipeline().mget(map(self._key, KEPT)).exists(self._key("days"))

    def _checked(self, replies: list[Any], *, create: bool = False) -> list[Any]:
        """Return the replies to what was added to `_reading`, if the store is whole or may be created."""
        kept, days, *others = replies
        self._require_whole(*kept, days, create=create)
        return others

    def _require_whole(self, *found: bytes | int | None, create: bool = False) -> None:
        """Check what `open.lua` returns; with `create`, parts may be missing. Raises NoStoreError, UnsuitableError."""
        layout, _, total, days = found
        if layout not in {None, LAYOUT}:
            raise server.UnsuitableError(server.OF_ANOTHER_LAYOUT)
        if create:
            return
        if not any(found):
            text = server.lost() if self._was_ready else server.NO_DATA
            raise NoStoreError(f"{self._address}: {text}")
        missing = [name for name, value in zip(KEPT, found, strict=False) if value is None]
        if total not in {None, b"0"} and not days:
            missing.append("days")
        if missing:
            raise server.UnsuitableError(server.partly_lost(map(self._key, missing)))

    @contextmanager
    def _errors_converted(self) -> Iterator[None]:
        try:
            yield
        except NoStoreError:
            self._ready = False
            raise
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
