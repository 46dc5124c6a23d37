"""How true the figures are: a million simulated views, counted by our rules and by those that others publish.

python -m bench.counter.accuracy --views 1000000
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path
from random import Random
from statistics import mean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.section import put_section
from plugins.visitor_counter.counting.state import State
from plugins.visitor_counter.counting.view import View
from plugins.visitor_counter.counting.visits import step
from plugins.visitor_counter.filters.ceiling import Ceiling

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2026, 8, 31, tzinfo=ZONE)  # a Monday; the days after it hold a whole month and its edges
DAYS = 35
VIEWS = 1_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PRECISION = 14  # of HyperLogLog: 16,384 registers, a standard error of 0.81 %
HABITS = ((0.30, 1.0), (0.40, 4.5), (0.25, 20.0), (0.05, 90.0))  # share of people, and visits in the 35 days


class Seen(NamedTuple):
    """A view: when (ms), who in truth, and what can be seen of that: an address and a browser string."""

    at: int
    person: int
    address: int
    browser: int


def views(number: int, seed: int = 1) -> list[Seen]:
    """Make up about so many views of people with habits, behind carriers' shared addresses, by day and over midnight."""
    chance = Random(seed)
    made: list[Seen] = []
    person = 0
    while len(made) < number:
        person += 1
        made += _views_of(person, chance)
    return sorted(made)


def _views_of(person: int, chance: Random) -> Iterator[Seen]:
    """Make up one person, with a telephone behind a carrier's address, and for one in three a computer at home as well."""
    (_, often) = chance.choices(HABITS, [share for share, _ in HABITS])[0]
    devices = [(chance.randrange(3_000), int(chance.paretovariate(1.1)) % 200)]
    if chance.random() < 1 / 3:
        devices.append((100_000 + person, int(chance.paretovariate(1.1)) % 200))
    start = int(FIRST.timestamp() * 1000)
    for _ in range(max(1, round(chance.expovariate(1 / often)))):
        address, browser = chance.choice(devices)
        hour = chance.triangular(6, 25, 20)  # people read late, some of them past midnight
        at = start + chance.randrange(DAYS) * DAY + int(hour * HOUR) + chance.randrange(HOUR)
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
            yield Seen(at, person, address, browser)
            at += int(chance.expovariate(1 / 4) * MINUTE)


Windows = dict[str, dict[date, float]]


def windows(begun: Iterable[tuple[int, object]], *, distinct: bool) -> Windows:
    """Sum up by day, week and month what began when; `distinct` counts each name once in a window."""
    sums: dict[str, dict[date, list[object]]] = {"day": {}, "week": {}, "month": {}}
    for at, name in begun:
        for window, first in _windows_of(_day(at)):
            sums[window].setdefault(first, []).append(name)
    return {
        window: {first: float(len(set(names)) if distinct else len(names)) for first, names in found.items()}
        for window, found in sums.items()
    }


def _windows_of(day: date) -> tuple[tuple[str, date], ...]:
    return ("day", day), ("week", day - timedelta(day.weekday())), ("month", day.replace(day=1))


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZONE).date()


def visits(seen: Iterable[Seen], who: Callable[[Seen], object], gap: int) -> Iterator[tuple[int, object]]:
    """Give when visits begin that end after a gap without a view."""
    last: dict[object, int] = {}
    for view in seen:
        name = who(view)
        if view.at - last.get(name, -gap) >= gap:
            yield view.at, name
        last[name] = view.at


def ours(seen: list[Seen]) -> Iterator[tuple[int, object]]:
    """Count with the portal's own rules, its ceiling too."""
    state, clock, keys = State(), [0], count(1)
    ceiling = Ceiling(lambda: clock[0])
    for view in seen:
        clock[0] = view.at
        address = view.address.to_bytes(4, "big")
        leave = ceiling.ask(address)
        named = View(address + view.browser.to_bytes(2, "big"), may_begin=leave.may_begin)
        changes = step(state, [named], view.at, ZONE, lambda: next(keys).to_bytes(32, "big"))
        leave.settle(changes.outcomes[0])
        if changes.begun:
            yield view.at, None


def summed_days(seen: list[Seen]) -> Windows:
    """Plausible: a visitor is told apart for a day, and longer windows add up days."""
    days = windows(((view.at, (view.address, view.browser)) for view in seen), distinct=True)["day"]
    found: Windows = {"day": days, "week": {}, "month": {}}
    for day, number in days.items():
        for window, first in _windows_of(day)[1:]:
            found[window][first] = found[window].get(first, 0) + number
    return found


def hyperloglog(seen: list[Seen]) -> Windows:
    """Distinct addresses and browsers, estimated from 16,384 registers a window (Flajolet and others, 2007)."""
    registers: dict[tuple[str, date], bytearray] = {}
    for view in seen:
        digest = int.from_bytes(
            blake2b(f"{view.address} {view.browser}".encode(), digest_size=8).digest(), "big"
        )
        place, rest = digest >> (64 - PRECISION), digest & ((1 << (64 - PRECISION)) - 1)
        rank = 64 - PRECISION - rest.bit_length() + 1
        for window, first in _windows_of(_day(view.at)):
            held = registers.setdefault((window, first), bytearray(1 << PRECISION))
            held[place] = max(held[place], rank)
    found: Windows = {"day": {}, "week": {}, "month": {}}
    for (window, first), held in registers.items():
        found[window][first] = _estimate(held)
    return found


def _estimate(registers: bytearray) -> float:
    number = len(registers)
    raw = 0.7213 / (1 + 1.079 / number) * number**2 / sum(2.0**-rank for rank in registers)
    empty = registers.count(0)
    return number * math.log(number / empty) if raw <= 2.5 * number and empty else raw


def error(shown: Windows, true: Windows, window: str) -> float:
    """Give by how much the figure of a window is off on average, as a share of the true one; the run's edges are left out."""
    whole = [first for first in true[window] if _whole(window, first)]
    return mean(shown[window].get(first, 0) / true[window][first] - 1 for first in whole)


def _whole(window: str, first: date) -> bool:
    next_month = (first + timedelta(31)).replace(day=1)
    last = {"day": first, "week": first + timedelta(6), "month": next_month - timedelta(1)}[window]
    return FIRST.date() <= first and last < FIRST.date() + timedelta(DAYS)


class Row(NamedTuple):
    """What one tool shows, and what that would have to be."""

    tool: str
    figure: str
    shown: Windows
    true: Windows


def measured(number: int) -> list[Row]:
    """Count the same views in every way."""
    seen = views(number)
    people = windows(((view.at, view.person) for view in seen), distinct=True)
    visits_of_people = windows(visits(seen, lambda view: view.person, 30 * MINUTE), distinct=False)

    def apart(view: Seen) -> object:
        return view.address, view.browser

    monthly = windows(
        ((view.at, (apart(view), _day(view.at).replace(day=1))) for view in seen), distinct=True
    )
    sessions = windows(visits(seen, apart, 8 * HOUR), distinct=False)
    return [
        Row("Trang Tin", "visits (30 min)", windows(ours(seen), distinct=False), visits_of_people),
        Row("Plausible (daily salt)", "unique visitors", summed_days(seen), people),
        Row("Umami (monthly salt)", "visitors", monthly, people),
        Row("GoatCounter (sessions of 8 h)", "visitors", sessions, people),
        Row("HyperLogLog, 16,384 registers", "distinct addresses and browsers", hyperloglog(seen), people),
    ]


def write(number: int, report: Path) -> None:
    """Write the section of the report."""
    rows = measured(number)
    about = (
        f"{number:,} simulated views in {DAYS} days: people with habits from once a month to several times a day, telephones "
        "behind 3,000 shared addresses, every third person with a computer of its own as well, reading past midnight "
        "(`bench/counter/accuracy.py`, seed 1). Each tool's rules as published; shown against true, mean over whole days, "
        "weeks and months. The others count people, and ours visits: each is held against the truth of what it says."
    )
    lines = [
        "## How true the figures are",
        "",
        about,
        "",
        "| | shows | day | week | month |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for row in rows:
        errors = [f"{error(row.shown, row.true, window):+.1%}" for window in ("day", "week", "month")]
        lines.append(f"| {row.tool} | {row.figure} | {' | '.join(errors)} |")
    put_section(report, "accuracy", "\n".join(lines))
    print("\n".join(lines))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.counter.accuracy", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--views", type=int, default=VIEWS)
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    options = parser.parse_args()
    write(options.views, options.report)


if __name__ == "__main__":
    main()
