"""Each row of a table is a walk through time: who looked, when, and the figures then.

Figures are online, today, week, month, total.
"""

import itertools
from zoneinfo import ZoneInfo

import pytest

from plugins.visitor_counter.visits import State, View, figures_of, step
from tests.visitor_counter.conftest import HANOI, FakeClock

BERLIN = ZoneInfo("Europe/Berlin")


class Walk:
    def __init__(self, zone: ZoneInfo = HANOI, **state: object) -> None:
        self.state = State(**state)  # type: ignore[arg-type]
        self.clock = FakeClock("2024-03-21 08:00", zone)
        self.keys = (bytes([n]) * 32 for n in itertools.count(1))

    def look(self, local: str, *visitors: str, nonce: bytes | None = None) -> tuple[int, ...]:
        self.clock.set(local)
        views = [View(visitor.encode(), nonce) for visitor in visitors]
        step(self.state, views, self.clock.now, self.clock.zone, lambda: next(self.keys))
        return figures_of(self.state, self.clock.now, self.clock.zone).numbers

    @property
    def identifiers(self) -> int:
        return len(self.state.online) + len(self.state.resting)

    @property
    def secret_days(self) -> list[str]:
        return [secret.day.isoformat() for secret in self.state.secrets]


def test_first_view_begins_a_visit() -> None:
    assert Walk().look("2024-03-21 08:00", "an") == (1, 1, 1, 1, 1)


def test_nobody_has_come_yet() -> None:
    assert Walk().look("2024-03-21 08:00") == (0, 0, 0, 0, 0)


def test_reload_is_not_a_second_visit() -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00:00", "an")
    assert walk.look("2024-03-21 08:00:01", "an") == (1, 1, 1, 1, 1)


def test_another_visitor_is_a_second_visit() -> None:
    walk = Walk()
    assert walk.look("2024-03-21 08:00", "an", "bình") == (2, 2, 2, 2, 2)


def test_a_visit_goes_on_as_long_as_no_gap_reaches_half_an_hour() -> None:
    walk = Walk()
    for time in ("08:00", "08:29", "08:58", "09:27:59"):
        assert walk.look(f"2024-03-21 {time}", "an")[4] == 1


@pytest.mark.parametrize(
    ("second_view", "total"), [("08:29:59.999", 1), ("08:30:00.000", 2), ("08:30:00.001", 2)]
)
def test_half_an_hour_without_a_view_ends_the_visit(second_view: str, total: int) -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00", "an")
    assert walk.look(f"2024-03-21 {second_view}", "an")[4] == total


@pytest.mark.parametrize(("later", "online"), [("08:04:59.999", 1), ("08:05", 0)])
def test_online_is_a_view_in_the_last_five_minutes(later: str, online: int) -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00", "an")
    assert walk.look(f"2024-03-21 {later}") == (online, 1, 1, 1, 1)


def test_who_comes_back_from_a_rest_is_online_again_in_the_same_visit() -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00", "an")
    assert walk.look("2024-03-21 08:20", "an") == (1, 1, 1, 1, 1)
    assert walk.look("2024-03-21 08:26") == (0, 1, 1, 1, 1)
    assert walk.look("2024-03-21 08:49", "an") == (1, 1, 1, 1, 1)


def test_a_view_sent_twice_counts_once_even_from_another_network() -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00", "an at home", nonce=b"1")
    assert walk.look("2024-03-21 08:00:02", "an on the road", nonce=b"1") == (1, 1, 1, 1, 1)
    assert walk.look("2024-03-21 08:00:03", "an on the road", nonce=b"2") == (2, 2, 2, 2, 2)


def test_a_view_sent_twice_within_one_commit_counts_once() -> None:
    assert Walk().look("2024-03-21 08:00", "home", "road", nonce=b"1") == (1, 1, 1, 1, 1)


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
    walk.look(first, "an")
    assert walk.look(second, "bình") == figures


def test_the_hour_that_comes_twice_does_not_end_a_visit() -> None:
    walk = Walk(BERLIN)
    walk.look("2024-10-27 02:50", "an")
    walk.clock.forward(minutes=20)  # 02:10 once more
    step(walk.state, [View(b"an")], walk.clock.now, BERLIN, lambda: b"")
    assert walk.state.total == 1


def test_figures_pass_with_time_alone() -> None:
    walk = Walk()
    walk.look("2024-03-31 12:00", "an", "bình")
    assert walk.look("2024-03-31 23:59:59") == (0, 2, 2, 2, 2)
    assert walk.look("2024-04-01 00:00") == (0, 0, 0, 0, 2)


def test_a_visit_across_midnight_is_one_visit() -> None:
    walk = Walk()
    walk.look("2024-03-21 23:50", "an")
    assert walk.look("2024-03-22 00:10", "an") == (1, 0, 1, 1, 1)
    assert walk.look("2024-03-22 00:35", "an") == (1, 0, 1, 1, 1)
    assert walk.look("2024-03-22 01:05", "an") == (1, 1, 2, 2, 2)


def test_a_visit_across_midnight_ends_like_any_other() -> None:
    walk = Walk()
    walk.look("2024-03-21 23:50", "an")
    assert walk.look("2024-03-22 00:20", "an") == (1, 1, 2, 2, 2)


def test_the_digest_is_erased_when_the_visit_ends() -> None:
    walk = Walk()
    walk.look("2024-03-21 08:00", "an", nonce=b"1")
    walk.look("2024-03-21 08:29:59")
    assert (walk.identifiers, len(walk.state.nonces)) == (1, 1)
    walk.look("2024-03-21 08:30")
    assert (walk.identifiers, len(walk.state.nonces)) == (0, 0)


def test_each_day_has_its_own_secret() -> None:
    walk = Walk()
    walk.look("2024-03-21 12:00", "an")
    first = next(iter(walk.state.online))
    walk.look("2024-03-22 12:00", "an")
    assert first not in walk.state.online
    assert walk.secret_days == ["2024-03-22"]


def test_yesterdays_secret_is_erased_when_no_visit_can_be_open_under_it() -> None:
    walk = Walk()
    walk.look("2024-03-21 23:50", "an")
    walk.look("2024-03-22 00:00")
    assert walk.secret_days == ["2024-03-22", "2024-03-21"]
    walk.look("2024-03-22 00:19:59")
    assert walk.secret_days == ["2024-03-22", "2024-03-21"]
    walk.look("2024-03-22 00:20")
    assert walk.secret_days == ["2024-03-22"]


def test_who_never_leaves_does_not_keep_yesterdays_secret_alive() -> None:
    walk = Walk()
    for time in ("21 23:45", "22 00:05", "22 00:25", "22 00:45"):
        assert walk.look(f"2024-03-{time}", "an")[4] == 1
    assert walk.secret_days == ["2024-03-22"]


def test_a_night_without_readers_leaves_no_old_secret() -> None:
    walk = Walk()
    walk.look("2024-03-21 20:00", "an")
    walk.look("2024-03-22 08:00")
    assert (walk.secret_days, walk.identifiers) == (["2024-03-22"], 0)


def test_a_clock_set_back_lets_nothing_fall() -> None:
    walk = Walk()
    before = walk.look("2024-03-25 00:10", "an", "bình")
    after = walk.look("2024-03-24 23:50")
    assert before == (2, 2, 2, 2, 2)
    assert after == (2, 2, 2, 2, 2)


def test_a_clock_set_back_does_not_split_the_visits_that_are_open() -> None:
    walk = Walk()
    walk.look("2024-03-21 10:00", "an", nonce=b"1")
    assert walk.look("2024-03-21 08:00", "an") == (1, 1, 1, 1, 1)
    assert walk.look("2024-03-21 08:00:01", "another network", nonce=b"1") == (1, 1, 1, 1, 1)


def test_a_clock_set_back_does_not_keep_visits_open_until_it_catches_up() -> None:
    walk = Walk()
    walk.look("2024-03-21 10:00", "an", nonce=b"1")
    walk.look("2024-03-21 08:00")
    assert walk.look("2024-03-21 08:05") == (0, 1, 1, 1, 1)
    assert walk.look("2024-03-21 08:30", "an") == (1, 2, 2, 2, 2)
    assert len(walk.state.nonces) == 0


def test_a_clock_set_back_over_midnight_finds_the_secret_of_that_day_again() -> None:
    walk = Walk()
    walk.look("2024-03-21 23:55", "an", "chi")
    walk.look("2024-03-22 00:05", "an", "bình")
    assert walk.look("2024-03-21 23:58", "an", "bình", "chi")[4] == 3
    assert walk.look("2024-03-22 00:01", "an", "bình", "chi")[4] == 3
    walk.look("2024-03-22 00:31", "an", "bình")
    assert walk.secret_days == ["2024-03-22"]


def test_secrets_go_in_time_after_a_clock_set_far_back() -> None:
    walk = Walk()
    walk.look("2024-03-21 23:55", "an")
    walk.look("2024-03-22 00:05", "bình")
    walk.look("2024-03-10 12:00")
    walk.look("2024-03-10 12:30")
    assert walk.secret_days == ["2024-03-10"]
    assert walk.identifiers == 0


def test_visits_of_a_day_far_ahead_stay_in_the_total_only() -> None:
    walk = Walk()
    walk.look("2030-01-01 12:00", "an")
    assert walk.look("2024-03-21 12:00") == (1, 0, 0, 0, 1)


def test_the_opening_total_carries_on() -> None:
    assert Walk(total=7_448_250).look("2024-03-21 08:00", "an") == (1, 1, 1, 1, 7_448_251)


def test_a_step_says_all_that_changed() -> None:
    """Replaying the changes of each step gives the state itself: this is what a store relies on."""
    walk, visits, nonces = Walk(), {}, {}
    begun = 0
    times = ("21 08:00", "21 08:20", "21 23:50", "22 00:10", "21 23:40", "22 00:05", "22 00:45", "22 03:00")
    for n, time in enumerate(times):
        walk.clock.set(f"2024-03-{time}")
        views = [View(b"an", bytes([n])), View(bytes([n]), bytes([n, n]))]
        changes = step(walk.state, views, walk.clock.now, HANOI, lambda: next(walk.keys))
        for digest in changes.ended:
            visits.pop(digest, None)
        for nonce in changes.forgotten:
            nonces.pop(nonce, None)
        visits.update(changes.seen)
        nonces.update(changes.nonces)
        begun += changes.begun
        assert visits == {**walk.state.resting, **walk.state.online}
        assert nonces == walk.state.nonces
        assert begun == walk.state.total == sum(walk.state.days.values())
