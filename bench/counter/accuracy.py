"""Compare the counting rules of several tools with the truth, on a million simulated views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import mean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.environment import measured_at
from bench.report import put_section, table
from plugins.visitor_counter.counting.state import State, View
from plugins.visitor_counter.counting.visits import step
from plugins.visitor_counter.filters.ceiling import Ceiling

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2026, 8, 31, tzinfo=ZONE)  # a Monday; the 35 days from it hold a whole month
DAYS = 35
VIEWS = 1_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
HABITS = ((0.30, 1.0), (0.40, 4.5), (0.25, 20.0), (0.05, 90.0))  # share of people, visits in 35 days


class SimulatedView(NamedTuple):
    """A view: time (ms), person, and what a server sees of that person: address and browser."""

    at: int
    person: int
    address: int
    browser: int


Figures = dict[str, dict[date, float]]  # by "day", "week" or "month", and its first day


def simulate(number: int, seed: int = 1) -> list[SimulatedView]:
    """Return about `number` views of people with habits, behind carriers' shared addresses, also past midnight."""
    chance = Random(seed)
    found: list[SimulatedView] = []
    for person in count(1):
        found += _views_of(person, chance)
        if len(found) >= number:
            break
    return sorted(found)


def _views_of(person: int, chance: Random) -> Iterator[SimulatedView]:
    """Yield the views of one person, who has a telephone and, one in three, a computer at home."""
    (_, often) = chance.choices(HABITS, [share for share, _ in HABITS])[0]
    devices = [(chance.randrange(3_000), int(chance.paretovariate(1.1)) % 200)]
    if chance.random() < 1 / 3:
        devices.append((100_000 + person, int(chance.paretovariate(1.1)) % 200))
    start = int(FIRST.timestamp() * 1000)
    for _ in range(max(1, round(chance.expovariate(1 / often)))):
        address, browser = chance.choice(devices)
        hour = chance.triangular(6, 25, 20)  # some people read past midnight
        at = start + chance.randrange(DAYS) * DAY + int(hour * HOUR) + chance.randrange(HOUR)
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
            yield SimulatedView(at, person, address, browser)
            at += int(chance.expovariate(1 / 4) * MINUTE)


def total(events: Iterable[tuple[int, object]], *, distinct: bool) -> Figures:
    """Count events (time, name) by day, week and month; with `distinct` each name counts once in each."""
    names: dict[str, dict[date, list[object]]] = {"day": {}, "week": {}, "month": {}}
    for at, name in events:
        for period, first in _periods(_day(at)).items():
            names[period].setdefault(first, []).append(name)
    return {
        period: {first: float(len(set(found) if distinct else found)) for first, found in firsts.items()}
        for period, firsts in names.items()
    }


def _periods(day: date) -> dict[str, date]:
    return {"day": day, "week": day - timedelta(day.weekday()), "month": day.replace(day=1)}


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZONE).date()


def visits(
    views: Iterable[SimulatedView], visitor: Callable[[SimulatedView], object], gap: int
) -> Iterator[tuple[int, object]]:
    """Yield the start of each visit; a visit ends after a gap without a view."""
    last: dict[object, int] = {}
    for view in views:
        name = visitor(view)
        if view.at - last.get(name, -gap) >= gap:
            yield view.at, name
        last[name] = view.at


def our_visits(views: Iterable[SimulatedView]) -> Iterator[tuple[int, object]]:
    """Yield the start of each visit by the rules of the visitor counter, its rate limit included."""
    state, now, keys = State(), 0, count(1)
    ceiling = Ceiling(lambda: now)
    for view in views:
        now = view.at
        address = view.address.to_bytes(4, "big")
        leave = ceiling.ask(address)
        counted = View(address + view.browser.to_bytes(2, "big"), may_begin=leave.may_begin)
        changes = step(state, [counted], view.at, ZONE, lambda: next(keys).to_bytes(32, "big"))
        leave.settle(changes.outcomes[0])
        if changes.begun:
            yield view.at, None


def summed_days(views: Iterable[SimulatedView]) -> Figures:
    """Count as Plausible does: visitors are distinct within a day, longer periods add up days."""
    days = total(((view.at, _seen(view)) for view in views), distinct=True)["day"]
    found: Figures = {"day": days, "week": {}, "month": {}}
    for day, number in days.items():
        for period in ("week", "month"):
            first = _periods(day)[period]
            found[period][first] = found[period].get(first, 0) + number
    return found


def _seen(view: SimulatedView) -> tuple[int, int]:
    return view.address, view.browser


def error(shown: Figures, true: Figures, period: str) -> float:
    """Return the mean relative error of the figures of a period; incomplete weeks and months are left out."""
    return mean(
        shown[period].get(first, 0) / number - 1
        for first, number in true[period].items()
        if _is_complete(period, first)
    )


def _is_complete(period: str, first: date) -> bool:
    next_month = (first + timedelta(31)).replace(day=1)
    last = {"day": first, "week": first + timedelta(6), "month": next_month - timedelta(1)}[period]
    return FIRST.date() <= first and last < FIRST.date() + timedelta(DAYS)


def compare(number: int) -> dict[str, tuple[str, Figures, Figures]]:
    """Return, by tool, what it shows, its figures and the true ones."""
    views = simulate(number)
    people = total(((view.at, view.person) for view in views), distinct=True)
    true_visits = total(visits(views, lambda view: view.person, 30 * MINUTE), distinct=False)
    salted = ((view.at, (_seen(view), _day(view.at).replace(day=1))) for view in views)
    sessions = total(visits(views, _seen, 8 * HOUR), distinct=False)
    return {
        "Trang Tin": ("visits (30 min)", total(our_visits(views), distinct=False), true_visits),
        "Plausible (daily salt)": ("unique visitors", summed_days(views), people),
        "Umami (monthly salt)": ("visitors", total(salted, distinct=True), people),
        "GoatCounter (sessions of 8 h)": ("visitors", sessions, people),
    }


def measure_accuracy(report: Path, number: int = VIEWS) -> None:
    """Compare the tools and write the section of the report."""
    rows = []
    for tool, (shows, shown, true) in compare(number).items():
        errors = [f"{error(shown, true, period):+.1%}" for period in ("day", "week", "month")]
        rows.append([tool, shows, *errors])
    text = (
        f"## Accuracy of the figures\n\n{measured_at()} {number:,} simulated views in {DAYS} days: people with habits from "
        "once a month to several times a day, telephones behind 3,000 shared addresses, every third person with a "
        "computer as well, reading past midnight (`invoke bench.counter`, seed 1). Each tool's rules as "
        "published; mean relative error over whole days, weeks and months. Trang Tin is compared with the true number "
        "of visits, the others, which count people, with the true number of people.\n\n"
        + table(["", "shows", "day", "week", "month"], rows)
    )
    put_section(report, "accuracy", text)
    print(text)
