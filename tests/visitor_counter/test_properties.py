"""Whatever happens, in whatever order: acknowledged ≤ counted ≤ sent, and no total falls."""

import sqlite3
import tempfile
from datetime import date
from functools import partial, reduce
from pathlib import Path
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.visitor_counter.counting.state import State, View
from plugins.visitor_counter.counting.visits import VISIT, figures_of, step
from plugins.visitor_counter.stores.report import DayMove, Key, Kind, Report
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore, write_changes
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import HANOI, FakeClock, sqlite_store

visitors = st.sampled_from([b"an", b"binh", b"chi"])
passing = st.integers(0, 45 * 60_000)
jumping = st.integers(-3 * 24 * 3_600_000, 3 * 24 * 3_600_000)


def view(number: int, visitor: bytes) -> View:
    return View(visitor, number.to_bytes(16, "big"))


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(passing, jumping), st.lists(visitors, max_size=3))))
def test_total_never_falls_whatever_the_clock_does(steps: list[tuple[int, list[bytes]]]) -> None:
    state, clock = State(), FakeClock("2024-02-28 23:40")
    total = sent = 0
    for time, coming in steps:
        clock.now += time
        step(state, [View(visitor) for visitor in coming], clock.now, HANOI, lambda: b"k")
        sent += len(coming)
        figures = figures_of(state, clock.now, HANOI)
        assert total <= figures.total <= sent
        assert figures.today <= figures.week <= figures.total
        assert figures.today <= figures.month <= figures.total
        assert len(set(coming)) <= figures.online <= 3 * 2
        total = figures.total


@settings(deadline=None)
@given(st.lists(st.tuples(passing, visitors), max_size=60))
def test_visits_are_what_the_definition_says(steps: list[tuple[int, bytes]]) -> None:
    """Against the definition read literally, with every view ever made at hand; the walk crosses midnights."""
    state, clock = State(), FakeClock("2024-02-28 23:40")
    begun: list[int] = []
    last: dict[bytes, int] = {}
    for n, (time, visitor) in enumerate(steps):
        clock.now += time
        step(state, [view(n, visitor)], clock.now, HANOI, partial(bytes, [n] * 32))
        if clock.now - last.get(visitor, -VISIT) >= VISIT:
            begun.append(clock.now)
        last[visitor] = clock.now
        figures = figures_of(state, clock.now, HANOI)
        midnight = int(figures.as_of.replace(hour=0, minute=0, second=0).timestamp() * 1000)
        assert figures.total == len(begun)
        assert figures.today == sum(moment >= midnight for moment in begun)
        assert figures.online == sum(clock.now - seen < 5 * 60_000 for seen in last.values())
        assert len(state.online) + len(state.idle) <= len(last)
        assert len(state.secrets) <= 2


WRITE = "plugins.visitor_counter.stores.sqlite.store.write_changes"
NONCE_LIFE = 30 * 60_000  # ms; a browser sends a lost view again after seconds, and then never


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("send"), visitors),
        st.tuples(st.just("send again"), st.integers(0, 10)),
        st.tuples(st.just("wait"), st.integers(0, 10 * 60_000)),
        st.tuples(st.sampled_from(["restart", "fail"]), st.none()),
    ),
    max_size=25,
)


@settings(max_examples=30, deadline=None)
@given(happenings)
def test_acknowledged_counted_sent(steps: list[tuple[str, object]]) -> None:
    """Each view is sent by a visitor of its own, so visits count views.

    A view is sent again only while its nonce is remembered, which is as long as a visit stays open.
    """
    with tempfile.TemporaryDirectory() as folder, mock.patch(WRITE, wraps=write_changes) as writing:
        database = Path(folder) / "dem.sqlite3"
        clock, acknowledged, sent = FakeClock("2024-03-21 23:30"), dict[int, int](), 0
        store = sqlite_store(database, clock=clock)
        total = 0
        for what, how in steps:
            if what == "wait":
                clock.now += how  # type: ignore[operator]
            elif what == "restart":
                store.close()
                store = sqlite_store(database, clock=clock)
            elif what == "fail":
                writing.side_effect = fail
            elif what.startswith("send"):
                number = sent if what == "send" else sent - 1 - how  # type: ignore[operator]
                if number < 0 or clock.now - acknowledged.get(number, clock.now) >= NONCE_LIFE:
                    continue
                sent = max(sent, number + 1)
                try:
                    store.count([view(number, b"%d" % number)], {})
                    acknowledged[number] = clock.now
                except StoreUnavailable:
                    writing.side_effect = None
            figures = _tried(store)
            if figures is not None:
                assert len(acknowledged) <= figures
                assert total <= figures <= sent
                total = figures
        store.close()


def _tried(store: SQLiteStore) -> int | None:
    try:
        return store.count([], {}).figures.total
    except StoreUnavailable:
        return None


def fail(database: sqlite3.Connection, *_: object) -> None:
    """Fail in the middle of a commit."""
    database.execute("BEGIN IMMEDIATE")
    raise sqlite3.OperationalError("disk I/O error")


days = st.sampled_from([date(2024, 3, 20), date(2024, 3, 21), date(2031, 5, 1)])
amounts = st.dictionaries(days.map(lambda day: Key(Kind.VISITS, day)), st.integers(1, 9))
changes = st.lists(
    st.tuples(days, days, amounts).map(lambda move: DayMove("lúc ấy", *move, "thử")), max_size=3
)


def moved(opening: int, numbers: dict[Key, int], moves: list[DayMove]) -> Report:
    return reduce(Report.after, moves, Report(opening, numbers))


reports = st.builds(moved, st.integers(0, 9), amounts, changes)


@settings(deadline=None)
@given(reports, reports)
def test_restoring_lowers_no_total_and_may_be_repeated(held: Report, backup: Report) -> None:
    restored = held.merged(backup)
    assert restored.total >= max(held.total, backup.total)
    assert restored.merged(backup) == restored
