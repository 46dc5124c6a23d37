"""Counts in Valkey or Redis, which several service processes on several machines share.

The server's clock is everybody's clock, and one script does a whole commit, so that processes cannot come between
each other. What a process keeps are the day's secrets, so that no address leaves it.
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
from plugins.visitor_counter.stores.redis.totals import Keys, RedisKept
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
SOCKET_SECONDS = 4.0  # less than the recorder's patience
CHECK_SECONDS = 60.0
ROUNDS_TO_AGREE = 5
NAMES = ("visits", "origins", "marks", "nonces", "secrets", "days", "total", "opening")


class _Day(NamedTuple):
    """A local day, its first millisecond and that of the next, and the days that the figures sum up."""

    day: date
    start: int
    end: int
    summed: tuple[date, ...]


class RedisStore:
    """A `Store` at the address `url` (`redis://host:6379/0`, `rediss://…`, `unix://…`), under keys that begin with `prefix`.

    `opening_total` is what an older portal's counter had reached; it is only ever raised. `clock` stands in for the
    server's in tests. Without `create`, a prefix under which nobody has counted is an error (NoStoreError).
    """

    gather_seconds = 0.004  # longer than for a file: each commit wakes the server, which syncs its log for it

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
        """Say where to count. Raises ValueError, in Vietnamese, for an address that is none."""
        self._zone = zone
        self._opening_total = opening_total
        self._clock = clock
        self._create = create
        self._place = url.rpartition("@")[2]
        # Any: the client's types do not tell its plain calls from those in a pipeline, nor what a command answers.
        self._server: Any = _client(url, password)
        self._keys = Keys(prefix)
        self._kept = RedisKept(self._server, self._keys)
        self._count = self._server.register_script(SCRIPT)
        self._ready = False
        self._day: _Day | None = None
        self._version = 0
        self._secrets: list[Secret] = []
        self._looked = 0.0
        self._rewrite = AofRewrite(self._server, self._keys)

    def open(self) -> None:
        """See `Store.open`. Refuses a server that may lose what it has acknowledged, or forget by itself."""
        with self._as_store_unavailable():
            self._opened()

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        """See `Store.count`."""
        with self._as_store_unavailable():
            self._opened()
            for _ in range(ROUNDS_TO_AGREE):
                told = self._asked(views, refused)
                if told[0] == b"counted":
                    return self._counted(told)
            raise UnsafeServerError("đồng hồ của máy chủ nhảy liên tục")

    def report(self) -> Report:
        """See `Store.report`. What was never counted into is not taken for an empty store."""
        with self._as_store_unavailable():
            if not self._server.exists(self._keys.of("layout")):
                raise MissingDataError
            return self._kept.report()

    def days(self) -> Mapping[date, int]:
        """See `Store.days`."""
        with self._as_store_unavailable():
            return self._kept.days()

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:
        """See `Store.most_read`."""
        with self._as_store_unavailable():
            return self._kept.most_read(first, last, most)

    def take_over(self, report: Report) -> None:
        """See `Store.take_over`."""
        with self._as_store_unavailable():
            self._opened()
            self._kept.take_over(report)

    def set_opening(self, adjustment: Adjustment) -> None:
        """See `Store.set_opening`."""
        with self._as_store_unavailable():
            self._opened()
            self._kept.set_opening(adjustment)

    def move_day(self, move: DayMove, *, reads: bool) -> None:
        """See `Store.move_day`."""
        with self._as_store_unavailable():
            self._opened()
            self._kept.move_day(move, reads=reads)

    def receive(self, snapshot: Snapshot) -> None:
        """Take in all that a file held (`move.py`). Raises StoreUnavailable, also when something is held here already."""
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
            # A server that comes back empty has lost its data: that is not a first start.
            self._create = False
            self._kept.take_over(Report(self._opening_total, {}, {}))
            self._server.delete(self._keys.of("moved-from"))  # from here on this is where the truth is
            self._ready = True
        self._looked = time.monotonic()

    def _asked(self, views: Sequence[View], refused: Mapping[str, int]) -> list[Any]:
        """Run the script; it says when this process is not up to date, which is mended here for the next try."""
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
        told: list[Any] = self._count(keys, arguments)
        if told[0] == b"day":
            self._day = self._day_of(int(told[1]))
        elif told[0] == b"secrets":
            self._version, self._day = int(told[1]), day
            self._secrets = list(_secrets(told[2:]))
            self._kept.forget_reads_before(day.day - timedelta(days=READS_KEPT_DAYS))
            self._rewrite.needed()
        return told

    def _counted(self, told: list[Any]) -> Counted:
        _, now, online, total, opening, outcomes, erased, *visits = told
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
        """Give the first millisecond of a local day; where the clocks change at midnight, it begins later than that."""
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
            raise kind(error_text(self._place, error)) from error


def _client(url: str, password: str) -> "redis.Redis":
    options: dict[str, Any] = {"password": password} if password else {}
    try:
        client = redis.Redis.from_url(
            url,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=SOCKET_SECONDS,
            retry=Retry(NoBackoff(), 0),  # who sends a view again is its page, which knows the view's name
            **options,
        )
        client.connection_pool.make_connection()  # connects to nothing yet: it looks at what stands behind a "?"
    except (ValueError, TypeError) as error:
        place = url.rpartition("@")[2]
        raise ValueError(
            f"Địa chỉ máy chủ Redis phải có dạng redis://tên-máy:6379/0, rediss://... hoặc unix://..., không phải {place!r}"
        ) from error
    return client


def _secrets(told: Sequence[bytes]) -> Iterator[Secret]:
    for day, key, until in zip(told[::3], told[1::3], told[2::3], strict=True):
        yield Secret(date.fromisoformat(day.decode()), key, int(until) or None)


def _arguments(view: View, under: Sequence[HMAC]) -> Iterator[bytes | str]:
    yield view.nonce or b""
    yield view.page
    yield "" if view.helpful is None else str(int(view.helpful))
    yield "1" if view.may_begin else "0"
    for key in under:
        yield digest_of(key, view.visitor)
