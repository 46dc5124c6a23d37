"""The store on a Valkey or Redis server, shared by several processes and machines.

All processes use the clock of the server, and one Lua script does a whole commit, so commits cannot interleave. Each
process caches the secrets and computes digests itself, so that no address leaves it.
"""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from hmac import HMAC
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.figures import figures_at
from plugins.visitor_counter.counting.state import Outcome, Secret, View
from plugins.visitor_counter.counting.time import Clock, first_of_month, local_day, monday_of
from plugins.visitor_counter.counting.visits import digest_of, keyed
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.redis.server import UnsuitableError
from plugins.visitor_counter.stores.redis.totals import LAYOUT, RedisTotals
from plugins.visitor_counter.stores.store import Counted, outdated_reads

SCRIPT = Path(__file__).with_name("count.lua").read_text(encoding="utf-8")
ROUNDS_TO_AGREE = 5
NAMES = ("visits", "origins", "marks", "nonces", "secrets", "days", "total", "opening", "layout")


class _Day(NamedTuple):
    """A local day, its first millisecond and that of the next day, and the days that the figures sum up."""

    day: date
    start: int
    end: int
    summed: tuple[date, ...]


class RedisStore(RedisTotals):
    """A `Store` at the address `settings.store` (`redis://host:6379/0`, `rediss://…`, `unix://…`).

    `clock` replaces the clock of the server in tests.
    """

    gather_seconds = 0.004  # longer than for a file: the server syncs its log for each commit

    def __init__(self, settings: Settings, zone: ZoneInfo, clock: Clock | None = None) -> None:
        """Configure the client without connecting. Raises ValueError, with a Vietnamese message, for an invalid address."""
        super().__init__(settings)
        self._zone = zone
        self._clock = clock
        self._count = self._server.register_script(SCRIPT)
        self._day: _Day | None = None
        self._version = 0
        self._secrets: list[Secret] = []

    def open(self) -> None:
        """Rejects a server that may lose acknowledged writes or evict data."""
        with self._opened():
            pass

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        with self._opened():
            for _ in range(ROUNDS_TO_AGREE):
                reply = self._run_script(views, refused)
                if reply[0] == b"counted":
                    return self._parse_counted(reply)
                if reply[0] == b"lost":
                    self._checked(self._reading().execute())
            raise UnsuitableError("đồng hồ của máy chủ nhảy liên tục")

    def close(self) -> None:
        self._ready = False
        self._secrets, self._version = [], 0
        self._server.close()

    def _run_script(self, views: Sequence[View], refused: Mapping[str, int]) -> list[Any]:
        """Run the script; if it reports that day or secrets are outdated, update them for the next attempt."""
        now = self._clock() if self._clock else None
        day = self._day = self._day or self._day_of(now or time.time_ns() // 1_000_000)
        keys = [*map(self._key, NAMES), self._reads(day.day), self._key("answers"), self._key("refused")]
        under = [keyed(secret.key) for secret in self._secrets]
        arguments: list[Any] = [
            "" if now is None else now,
            day.day.isoformat(),
            day.start,
            day.end,
            self._version,
            secrets.token_bytes(32),
            LAYOUT,
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
            self._version = int(reply[1])
            secret_days, secret_keys, ends = reply[3::3], reply[4::3], reply[5::3]
            self._secrets = [
                Secret(date.fromisoformat(on.decode()), key, int(until) or None)
                for on, key, until in zip(secret_days, secret_keys, ends, strict=True)
            ]
            if reply[2]:
                first, end = outdated_reads(day.day, date.fromisoformat(reply[2].decode()))
                old = (self._reads(first + timedelta(days=n)) for n in range((end - first).days))
                self._server.delete(*old)
            self._log_holds_erased = True
        return reply

    def _parse_counted(self, reply: list[Any]) -> Counted:
        _, now, online, total, opening, outcomes, erased, *visits = reply
        self._log_holds_erased |= bool(erased)
        self._rewrite_log()
        assert self._day is not None  # noqa: S101 - the script has just compared it
        days = dict(zip(self._day.summed, map(int, visits), strict=True))
        figures = figures_at(int(now), self._zone, online=online, total=int(total) + int(opening), days=days)
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


def _arguments(view: View, under: Sequence[HMAC]) -> Iterator[bytes | str]:
    yield view.nonce or b""
    yield view.page
    yield "" if view.helpful is None else str(int(view.helpful))
    yield "1" if view.may_begin else "0"
    for key in under:
        yield digest_of(key, view.visitor)
