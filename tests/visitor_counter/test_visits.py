"""Each row of a table is a walk through time: who looked, when, and the figures then.

Figures are online, today, week, month, total.
"""

from zoneinfo import ZoneInfo

import pytest

from plugins.visitor_counter.counting.state import Outcome, Row, State, View, replay
from plugins.visitor_counter.counting.visits import MAX_MARKS, step
from tests.visitor_counter.conftest import HANOI
from tests.visitor_counter.walk import Walk

BERLIN = ZoneInfo("Europe/Berlin")


def test_first_view_begins_a_visit() -> None:
    assert Walk().view("2024-03-21 08:00", "an") == (1, 1, 1, 1, 1)


def test_figures_before_the_first_view() -> None:
    assert Walk().view("2024-03-21 08:00") == (0, 0, 0, 0, 0)


def test_reload_is_not_a_second_visit() -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00:00", "an")
    assert walk.view("2024-03-21 08:00:01", "an") == (1, 1, 1, 1, 1)


def test_another_visitor_is_a_second_visit() -> None:
    walk = Walk()
    assert walk.view("2024-03-21 08:00", "an", "bình") == (2, 2, 2, 2, 2)


def test_visit_goes_on_as_long_as_no_gap_reaches_half_an_hour() -> None:
    walk = Walk()
    for time in ("08:00", "08:29", "08:58", "09:27:59"):
        assert walk.view(f"2024-03-21 {time}", "an")[4] == 1


@pytest.mark.parametrize(
    ("second_view", "total"), [("08:29:59.999", 1), ("08:30:00.000", 2), ("08:30:00.001", 2)]
)
def test_half_an_hour_without_a_view_ends_the_visit(second_view: str, total: int) -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an")
    assert walk.view(f"2024-03-21 {second_view}", "an")[4] == total


@pytest.mark.parametrize(("later", "online"), [("08:04:59.999", 1), ("08:05", 0)])
def test_online_is_a_view_in_the_last_five_minutes(later: str, online: int) -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an")
    assert walk.view(f"2024-03-21 {later}") == (online, 1, 1, 1, 1)


def test_idle_visitor_is_online_again_in_same_visit() -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an")
    assert walk.view("2024-03-21 08:20", "an") == (1, 1, 1, 1, 1)
    assert walk.view("2024-03-21 08:26") == (0, 1, 1, 1, 1)
    assert walk.view("2024-03-21 08:49", "an") == (1, 1, 1, 1, 1)


def test_view_sent_twice_counts_once_even_from_another_network() -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an at home", nonce=b"1")
    assert walk.view("2024-03-21 08:00:02", "an on the road", nonce=b"1") == (1, 1, 1, 1, 1)
    assert walk.view("2024-03-21 08:00:03", "an on the road", nonce=b"2") == (2, 2, 2, 2, 2)


def test_view_sent_twice_within_one_commit_counts_once() -> None:
    assert Walk().view("2024-03-21 08:00", "home", "road", nonce=b"1") == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("zone", "first", "second", "figures"),
    [
        # Midnight between Thursday and Friday: a new day, the same week.
        (HANOI, "2024-03-21 23:00", "2024-03-22 00:00", (1, 1, 2, 2, 2)),
        (HANOI, "2024-03-21 23:00", "2024-03-21 23:59:59", (1, 2, 2, 2, 2)),
        # 07:00 in Vietnam is midnight in London, and nothing else.
        (HANOI, "2024-03-21 06:00", "2024-03-21 07:00", (1, 2, 2, 2, 2)),
        # Sunday to Monday.
        (HANOI, "2024-03-24 23:00", "2024-03-25 00:00", (1, 1, 1, 2, 2)),
        (HANOI, "2024-03-18 00:00", "2024-03-24 23:00", (1, 1, 2, 2, 2)),
        # Month's end within a week; a leap day and the day after.
        (HANOI, "2024-04-30 12:00", "2024-05-01 00:00", (1, 1, 2, 1, 2)),
        (HANOI, "2024-02-28 12:00", "2024-02-29 00:00", (1, 1, 2, 2, 2)),
        (HANOI, "2024-02-29 12:00", "2024-03-01 00:00", (1, 1, 2, 1, 2)),
        (HANOI, "2023-02-28 12:00", "2023-03-01 00:00", (1, 1, 2, 1, 2)),
        # Year's end in the middle of a week, and on its edge.
        (HANOI, "2024-12-31 12:00", "2025-01-01 00:00", (1, 1, 2, 1, 2)),
        (HANOI, "2023-12-31 12:00", "2024-01-01 00:00", (1, 1, 1, 1, 2)),
        # A whole month, from its first moment to its last.
        (HANOI, "2024-03-01 00:00", "2024-03-31 23:59:59", (1, 1, 1, 2, 2)),
        # The short and the long day in Berlin: the day still ends at local midnight.
        (BERLIN, "2024-03-31 00:00", "2024-03-31 23:59:59", (1, 2, 2, 2, 2)),
        (BERLIN, "2024-03-31 23:00", "2024-04-01 00:00", (1, 1, 1, 1, 2)),
        (BERLIN, "2024-10-27 00:00", "2024-10-27 23:59:59", (1, 2, 2, 2, 2)),
        (BERLIN, "2024-10-27 23:00", "2024-10-28 00:00", (1, 1, 1, 2, 2)),
        (BERLIN, "2024-03-30 23:00", "2024-03-31 00:00", (1, 1, 2, 2, 2)),
    ],
)
def test_days_weeks_and_months_begin_at_local_midnight(
    zone: ZoneInfo, first: str, second: str, figures: tuple[int, ...]
) -> None:
    walk = Walk(zone)
    walk.view(first, "an")
    assert walk.view(second, "bình") == figures


def test_hour_that_comes_twice_does_not_end_a_visit() -> None:
    walk = Walk(BERLIN)
    walk.view("2024-10-27 02:50", "an")
    walk.clock.forward(minutes=20)  # 02:10 once more
    step(walk.state, [View(b"an")], walk.clock.now, BERLIN, lambda: b"")
    assert walk.state.total == 1


def test_figures_pass_with_time_alone() -> None:
    walk = Walk()
    walk.view("2024-03-31 12:00", "an", "bình")
    assert walk.view("2024-03-31 23:59:59") == (0, 2, 2, 2, 2)
    assert walk.view("2024-04-01 00:00") == (0, 0, 0, 0, 2)


def test_opening_total_carries_on() -> None:
    assert Walk(total=7_448_250).view("2024-03-21 08:00", "an") == (1, 1, 1, 1, 7_448_251)


def test_step_says_all_that_changed() -> None:
    """Doing the changes of each step to what is written down gives the state itself: this is what a store relies on."""
    walk = Walk()
    written: list[Row] = []
    begun = 0
    times = ("21 08:00", "21 08:20", "21 23:50", "22 00:10", "21 23:40", "22 00:05", "22 00:45", "22 03:00")
    for n, time in enumerate(times):
        walk.clock.set(f"2024-03-{time}")
        views = [View(b"an", bytes([n]), f"/{n}/"), View(bytes([n]), bytes([n, n]), "/tin/")]
        changes = step(walk.state, views, walk.clock.now, HANOI, lambda: next(walk.keys))
        if changes.set_back is not None:
            written = [row._replace(seen=min(row.seen, changes.set_back)) for row in written]
        if changes.forgotten is not None:
            written = [row for row in written if row.seen > changes.forgotten]
        written += changes.rows
        begun += changes.begun
        replayed = State()
        replay(written, replayed)
        assert list(replayed.online.items()) == [*walk.state.idle.items(), *walk.state.online.items()]
        assert replayed.nonces == walk.state.nonces
        assert begun == walk.state.total == sum(walk.state.days.values())


def test_page_is_read_once_in_a_visit_and_again_in_the_next() -> None:
    walk = Walk()
    assert walk.read("2024-03-21 08:00", "an", "/bai/") == {"/bai/": 1}
    assert walk.read("2024-03-21 08:10", "an", "/bai/") == {}
    assert walk.read("2024-03-21 08:10", "an", "/khac/") == {"/khac/": 1}
    assert walk.read("2024-03-21 08:10", "bình", "/bai/") == {"/bai/": 1}
    assert walk.read("2024-03-21 08:39", "an", "/bai/") == {}
    assert walk.read("2024-03-21 09:09", "an", "/bai/") == {"/bai/": 1}


def test_page_is_read_once_across_midnight() -> None:
    walk = Walk()
    walk.read("2024-03-21 23:50", "an", "/bai/")
    walk.read("2024-03-22 00:15", "an", "/khac/")
    assert walk.read("2024-03-22 00:40", "an", "/bai/") == {}


def test_one_visit_cannot_read_without_end() -> None:
    walk = Walk()
    read = [walk.read("2024-03-21 08:00", "an", f"/{n}/") for n in range(100)]
    assert sum(map(len, read)) == MAX_MARKS


def test_visit_answers_once_about_a_page() -> None:
    walk = Walk()
    assert walk.answer("2024-03-21 08:00", "an", "/bai/", helpful=True) == {("/bai/", True): 1}
    assert walk.answer("2024-03-21 08:01", "an", "/bai/", helpful=False) == {}
    assert walk.answer("2024-03-21 08:01", "an", "/khac/", helpful=False) == {("/khac/", False): 1}
    assert walk.answer("2024-03-21 08:01", "bình", "/bai/", helpful=False) == {("/bai/", False): 1}


def test_who_may_not_begin_a_visit_goes_on_with_one_that_is_open() -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an")
    walk.clock.forward(minutes=10)
    views = [View(b"an", may_begin=False), View(b"chi", may_begin=False)]
    changes = step(walk.state, views, walk.clock.now, HANOI, lambda: b"")
    assert changes.outcomes == [Outcome.CONTINUED, Outcome.REJECTED]
    assert walk.state.total == len(walk.state.online) == 1
