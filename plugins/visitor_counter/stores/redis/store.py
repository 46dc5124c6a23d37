"""The store on a Valkey or Redis server, shared by several processes and machines.

All processes use the clock of the server, and one Lua script does a whole commit, so commits cannot interleave. Each
process caches the secrets and computes digests itself, so that no address leaves it.
"""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hmac import HMAC
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Secret
from plugins.visitor_counter.counting.time import (
    Clock,
    begun_since,
    first_of_month,
    local_day,
    moment,
    monday_of,
)
from plugins.visitor_counter.counting.view import Outcome, View
from plugins.visitor_counter.counting.visitor import digest_of, keyed
from plugins.visitor_counter.stores.redis.aof_rewrite import AofRewrite
from plugins.visitor_counter.stores.redis.errors import (
    OF_ANOTHER_LAYOUT,
    MissingDataError,
    UnsafeServerError,
    check_server,
    error_text,
)
from plugins.visitor_counter.stores.redis.receive import receive
from plugins.visitor_counter.stores.redis.totals import Keys, RedisTotals
from plugins.visitor_counter.stores.store import (
    READS_KEPT_DAYS,
    Adjustment,
    Counted,
    DayMove,
    NoStoreError,
    Report,
    Snapshot,
    StoreUnavailable,
)

SCRIPT = Path(__file__).with_name("count.lua").read_text(encoding="utf-8")
LAYOUT = b"1"
SOCKET_SECONDS = 4.0  # less than COMMIT_TIMEOUT_SECONDS of the recorder
CHECK_SECONDS = 60.0
ROUNDS_TO_AGREE = 5
NAMES = ("visits", "origins", "marks", "nonces", "secrets", "days", "total", "opening")


class _Day(NamedTuple):
    """A local day, its first millisecond and that of the next day, and the days that the figures sum up."""

    day: date
    start: int
    end: int
    summed: tuple[date, ...]


class RedisStore:
    """A `Store` at the address `url` (`redis://host:6379/0`, `rediss://…`, `unix://…`), under keys that begin with `prefix`.

    `opening_total` is the final count of an older portal's counter; it can only be raised. `clock` replaces the clock of
    the server in tests. Without `create`, an unused prefix raises NoStoreError.
    """

    gather_seconds = 0.004  # longer than for a file: the server syncs its log for each commit

    def __init__(
        self,
        url: str,
        zone: ZoneInfo,
        *,
        prefix: str,
        password: str = "",
        opening_total: int = 0,
        clock: Clock | None = None,
        create: bool = True,
    ) -> None:
        """Configure the client without connecting. Raises ValueError, with a Vietnamese message, for an invalid address."""
        self._zone = zone
        self._opening_total = opening_total
        self._clock = clock
        self._create = create
        self._address = url.rpartition("@")[2]
        # Any: the client's types distinguish neither plain calls from pipelines nor the types of replies.
        self._server: Any = _client(url, password)
        self._keys = Keys(prefix)
        self._totals = RedisTotals(self._server, self._keys)
        self._count = self._server.register_script(SCRIPT)
        self._ready = False
        self._day: _Day | None = None
        self._version = 0
        self._secrets: list[Secret] = []
        self._looked = 0.0
        self._rewrite = AofRewrite(self._server, self._keys)

    def open(self) -> None:
        """See `Store.open`. Rejects a server that may lose acknowledged writes or evict data."""
        with self._as_store_unavailable():
            self._opened()

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """See `Store.count`."""
        with self._as_store_unavailable():
            self._opened()
            for _ in range(ROUNDS_TO_AGREE):
                reply = self._run_script(views, refused)
                if reply[0] == b"counted":
                    return self._parse_counted(reply)
            raise UnsafeServerError("đồng hồ của máy chủ nhảy liên tục")

    def report(self) -> Report:
        """See `Store.report`. An unused prefix is an error, not an empty store."""
        with self._as_store_unavailable():
            if not self._server.exists(self._keys.of("layout")):
                raise MissingDataError
            return self._totals.report()

    def days(self) -> Mapping[date, int]:
        """See `Store.days`."""
        with self._as_store_unavailable():
            return self._totals.days()

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """See `Store.most_read`."""
        with self._as_store_unavailable():
            return self._totals.most_read(first, last, most)

    def take_over(self, report: Report) -> None:
        """See `Store.take_over`."""
        with self._as_store_unavailable():
            self._opened()
            self._totals.take_over(report)

    def set_opening(self, adjustment: Adjustment) -> None:
        """See `Store.set_opening`."""
        with self._as_store_unavailable():
            self._opened()
            self._totals.set_opening(adjustment)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """See `Store.move_day`."""
        with self._as_store_unavailable():
            self._opened()
            self._totals.move_day(move, reads=reads)

    def receive(self, snapshot: Snapshot) -> None:
        """Import the data of another store (see `move.py`). Raises StoreUnavailable, also if there is data here already."""
        with self._as_store_unavailable():
            check_server(self._server)
            receive(self._server, self._keys, LAYOUT, snapshot)

    def close(self) -> None:
        """See `Store.close`."""
        self._ready = False
        self._secrets, self._version = [], 0
        self._server.close()

    def _opened(self) -> None:
        if self._ready and time.monotonic() - self._looked < CHECK_SECONDS:
            return
        check_server(self._server)
        self._rewrite.refresh()
        if not self._ready:
            layout = self._keys.of("layout")
            if self._create:
                self._server.set(layout, LAYOUT, nx=True)
            known = self._server.get(layout)
            if known is None:
                raise MissingDataError
            if known != LAYOUT:
                raise UnsafeServerError(OF_ANOTHER_LAYOUT)
            # From now on an empty server means lost data, not a first start.
            self._create = False
            self._totals.take_over(Report(self._opening_total, {}, {}))
            self._server.delete(self._keys.of("moved-from"))  # the move is complete: this store now counts
            self._ready = True
        self._looked = time.monotonic()

    def _run_script(self, views: Sequence[View], refused: Mapping[str, int]) -> list[Any]:
        """Run the script; if it reports that day or secrets are outdated, update them for the next attempt."""
        now = self._clock() if self._clock else None
        day = self._day or self._day_of(now or time.time_ns() // 1_000_000)
        keys = [
            *map(self._keys.of, NAMES),
            self._keys.reads(day.day),
            self._keys.of("answers"),
            self._keys.of("refused"),
        ]
        under = [keyed(secret.key) for secret in self._secrets]
        arguments: list[Any] = [
            "" if now is None else now,
            day.day.isoformat(),
            day.start,
            day.end,
            self._version,
            secrets.token_bytes(32),
            len(day.summed),
            len(self._secrets),
            len(refused),
            len(views),
            *(summed.isoformat() for summed in day.summed),
            *chain.from_iterable(refused.items()),
            *chain.from_iterable(_arguments(view, under) for view in views),
        ]
        reply: list[Any] = self._count(keys, arguments)
        if reply[0] == b"day":
            self._day = self._day_of(int(reply[1]))
        elif reply[0] == b"secrets":
            self._version, self._day = int(reply[1]), day
            self._secrets = list(_secrets(reply[2:]))
            self._totals.forget_reads_before(day.day - timedelta(days=READS_KEPT_DAYS))
            self._rewrite.needed()
        return reply

    def _parse_counted(self, reply: list[Any]) -> Counted:
        _, now, online, total, opening, outcomes, erased, *visits = reply
        if erased:
            self._rewrite.needed()
        self._rewrite.when_due()
        day = self._day
        assert day is not None  # noqa: S101 - the script has just compared it
        days = dict(zip(day.summed, map(int, visits), strict=True))
        figures = Figures(
            online=online,
            today=begun_since(day.day, day.day, days),
            week=begun_since(monday_of(day.day), day.day, days),
            month=begun_since(first_of_month(day.day), day.day, days),
            total=int(total) + int(opening),
            as_of=moment(int(now), self._zone),
        )
        return Counted(figures, [Outcome(name) for name in outcomes.decode().split(",") if name])

    def _day_of(self, now: int) -> _Day:
        day = local_day(now, self._zone)
        first = min(monday_of(day), first_of_month(day))
        summed = tuple(first + timedelta(days=n) for n in range((day - first).days + 2))
        return _Day(day, self._midnight(day), self._midnight(day + timedelta(days=1)), summed)

    def _midnight(self, day: date) -> int:
        """Return the first millisecond of a local day, which is later than 0:00 if clocks change at midnight."""
        start = int(datetime(day.year, day.month, day.day, tzinfo=self._zone).timestamp() * 1000)
        while local_day(start, self._zone) < day:
            start += 60_000
        return start

    @contextmanager
    def _as_store_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError, UnsafeServerError) as error:
            self._ready = False
            kind = NoStoreError if isinstance(error, MissingDataError) else StoreUnavailable
            raise kind(error_text(self._address, error)) from error


def _client(url: str, password: str) -> "redis.Redis":
    options: dict[str, Any] = {"password": password} if password else {}
    try:
        client = redis.Redis.from_url(
            url,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=SOCKET_SECONDS,
            retry=Retry(NoBackoff(), 0),  # the page itself retries, with the same nonce
            **options,
        )
        client.connection_pool.make_connection()  # does not connect: checks the query part of the address
    except (ValueError, TypeError) as error:
        address = url.rpartition("@")[2]
        raise ValueError(
            f"Địa chỉ máy chủ Redis phải có dạng redis://tên-máy:6379/0, rediss://... hoặc unix://..., không phải {address!r}"
        ) from error
    return client


def _secrets(flat: Sequence[bytes]) -> Iterator[Secret]:
    for day, key, until in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        yield Secret(date.fromisoformat(day.decode()), key, int(until) or None)


def _arguments(view: View, under: Sequence[HMAC]) -> Iterator[bytes | str]:
    yield view.nonce or b""
    yield view.page
    yield "" if view.helpful is None else str(int(view.helpful))
    yield "1" if view.may_begin else "0"
    for key in under:
        yield digest_of(key, view.visitor)
