"""Permanent data on the server, the names of all keys, and opening the store."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import redis

from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.redis import server
from plugins.visitor_counter.stores.report import Adjustment, DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.store import (
    ConflictError,
    NoStoreError,
    StoreUnavailable,
)
from plugins.visitor_counter.terminal import OperationError

log = logging.getLogger(__name__)

TAKE_OVER = Path(__file__).with_name("take_over.lua").read_text(encoding="utf-8")
MOVE_DAY = Path(__file__).with_name("move_day.lua").read_text(encoding="utf-8")
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
        self._take_over = self._server.register_script(TAKE_OVER)
        self._move_day = self._server.register_script(MOVE_DAY)
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
        }
        adjustments = tuple(Adjustment(*json.loads(trace)) for trace in traces)
        return Report(int(opening or 0), numbers, adjustments, tuple(map(DayMove.unpacked, moves)))

    def days(self) -> Mapping[date, int]:
        with self._errors_converted():
            days = self._server.hgetall(self._key(Kind.VISITS))
        return {date.fromisoformat(day.decode()): int(visits) for day, visits in days.items()}

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        with self._errors_converted():
            read = self._server.zunion([self._reads(day) for day in days], withscores=True)
        pages = ((page.decode(), int(visits)) for page, visits in read)
        return sorted(pages, key=lambda one: (-one[1], one[0]))[:most]

    def take_over(self, report: Report) -> None:
        """One script, so that concurrent views are not lost."""
        with self._opened():
            self._merge(report)

    def set_opening(self, adjustment: Adjustment) -> None:
        opening = self._key("opening")

        def adjusted(pipe: Any) -> None:
            if int(pipe.get(opening) or 0) != adjustment.before:
                raise ConflictError
            pipe.multi()
            pipe.set(opening, adjustment.after)
            pipe.rpush(self._key("adjustments"), _trace(adjustment))

        with self._opened():
            self._server.transaction(adjusted, opening)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        names = [*map(self._key, (*KINDS, "moves")), self._reads(move.source), self._reads(move.target)]
        numbers = (
            (KINDS.index(key.kind) + 1, _field(key), _field(key._replace(day=move.target)), n)
            for key, n in move.numbers.items()
        )
        with self._opened():
            done = self._move_day(names, [move.packed(), int(reads), *chain.from_iterable(numbers)])
        if not done:
            raise ConflictError

    def _key(self, name: str) -> str:
        """Return the name of a key. The braces (hash tag) keep all keys of a portal on one node of a cluster."""
        return f"{{{self._prefix}}}:{name}"

    def _reads(self, day: date) -> str:
        """Return the key of the pages read on a local day."""
        return self._key(f"reads-{day.isoformat()}")

    def _merge(self, report: Report, client: Any = None) -> None:
        """Merge `report` into the data, by `client` if it is a pipeline."""
        names = (*KINDS, "total", "opening", "adjustments", "moves")
        numbers = ((f"{KINDS.index(key.kind) + 1}{_field(key)}", n) for key, n in report.numbers.items())
        traces = [*map(_trace, report.adjustments), *map(DayMove.packed, report.moves)]
        lengths = len(report.numbers), len(report.adjustments)
        arguments = [report.opening, *lengths, *chain.from_iterable(numbers), *traces]
        self._take_over(list(map(self._key, names)), arguments, client)

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
                    raise OperationError(server.OF_ANOTHER_LAYOUT)
                self._create = False  # from now on an empty server means lost data, not a first start
                self._merge(Report(self._opening_total))
                self._server.delete(self._key("moved-from"))  # the move is complete: this store now counts
                self._ready = True
            yield

    @contextmanager
    def _errors_converted(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError, OperationError) as error:
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


def _trace(adjustment: Adjustment) -> bytes:
    return json.dumps(adjustment, ensure_ascii=False).encode()
