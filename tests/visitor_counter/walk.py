"""A sequence of views at given times, with the figures after each."""

import itertools
from zoneinfo import ZoneInfo

from plugins.visitor_counter.counting.state import Changes, State, View
from plugins.visitor_counter.counting.visits import figures_of, step
from tests.visitor_counter.conftest import HANOI, FakeClock


class Walk:
    def __init__(self, zone: ZoneInfo = HANOI, **state: object) -> None:
        self.state = State(**state)  # type: ignore[arg-type]
        self.clock = FakeClock("2024-03-21 08:00", zone)
        self.keys = (bytes([n]) * 32 for n in itertools.count(1))

    def view(self, local: str, *visitors: str, nonce: bytes | None = None) -> tuple[int, ...]:
        self.clock.set(local)
        views = [View(visitor.encode(), nonce) for visitor in visitors]
        step(self.state, views, self.clock.now, self.clock.zone, lambda: next(self.keys))
        return figures_of(self.state, self.clock.now, self.clock.zone).numbers

    def read(self, local: str, visitor: str, page: str) -> dict[str, int]:
        return self._step(local, View(visitor.encode(), None, page)).reads

    def answer(self, local: str, visitor: str, page: str, *, helpful: bool) -> dict[tuple[str, bool], int]:
        return self._step(local, View(visitor.encode(), None, page, helpful)).answers

    def _step(self, local: str, view: View) -> Changes:
        self.clock.set(local)
        return step(self.state, [view], self.clock.now, self.clock.zone, lambda: next(self.keys))

    @property
    def identifiers(self) -> int:
        return len(self.state.online) + len(self.state.idle)

    @property
    def secret_days(self) -> list[str]:
        return [secret.day.isoformat() for secret in self.state.secrets]
