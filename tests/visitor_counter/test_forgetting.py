"""Midnights, secrets, and clocks that are set back: what is remembered, and for how long."""

from tests.visitor_counter.walk import Walk


def test_visit_across_midnight_is_one_visit() -> None:
    walk = Walk()
    walk.view("2024-03-21 23:50", "an")
    assert walk.view("2024-03-22 00:10", "an") == (1, 0, 1, 1, 1)
    assert walk.view("2024-03-22 00:35", "an") == (1, 0, 1, 1, 1)
    assert walk.view("2024-03-22 01:05", "an") == (1, 1, 2, 2, 2)


def test_visit_across_midnight_ends_like_any_other() -> None:
    walk = Walk()
    walk.view("2024-03-21 23:50", "an")
    assert walk.view("2024-03-22 00:20", "an") == (1, 1, 2, 2, 2)


def test_digest_is_erased_when_the_visit_ends() -> None:
    walk = Walk()
    walk.view("2024-03-21 08:00", "an", nonce=b"1")
    walk.view("2024-03-21 08:29:59")
    assert (walk.identifiers, len(walk.state.nonces)) == (1, 1)
    walk.view("2024-03-21 08:30")
    assert (walk.identifiers, len(walk.state.nonces)) == (0, 0)


def test_each_day_has_its_own_secret() -> None:
    walk = Walk()
    walk.view("2024-03-21 12:00", "an")
    first = next(iter(walk.state.online))
    walk.view("2024-03-22 12:00", "an")
    assert first not in walk.state.online
    assert walk.secret_days == ["2024-03-22"]


def test_old_secret_is_erased_with_its_last_visit() -> None:
    walk = Walk()
    walk.view("2024-03-21 23:50", "an")
    walk.view("2024-03-22 00:00")
    assert walk.secret_days == ["2024-03-22", "2024-03-21"]
    walk.view("2024-03-22 00:19:59")
    assert walk.secret_days == ["2024-03-22", "2024-03-21"]
    walk.view("2024-03-22 00:20")
    assert walk.secret_days == ["2024-03-22"]


def test_endless_visit_does_not_keep_old_secret() -> None:
    walk = Walk()
    for time in ("21 23:45", "22 00:05", "22 00:25", "22 00:45"):
        assert walk.view(f"2024-03-{time}", "an")[4] == 1
    assert walk.secret_days == ["2024-03-22"]


def test_night_without_readers_leaves_no_old_secret() -> None:
    walk = Walk()
    walk.view("2024-03-21 20:00", "an")
    walk.view("2024-03-22 08:00")
    assert (walk.secret_days, walk.identifiers) == (["2024-03-22"], 0)


def test_clock_set_back_lets_nothing_fall() -> None:
    walk = Walk()
    before = walk.view("2024-03-25 00:10", "an", "bình")
    after = walk.view("2024-03-24 23:50")
    assert before == (2, 2, 2, 2, 2)
    assert after == (2, 2, 2, 2, 2)


def test_clock_set_back_does_not_split_open_visits() -> None:
    walk = Walk()
    walk.view("2024-03-21 10:00", "an", nonce=b"1")
    assert walk.view("2024-03-21 08:00", "an") == (1, 1, 1, 1, 1)
    assert walk.view("2024-03-21 08:00:01", "another network", nonce=b"1") == (1, 1, 1, 1, 1)


def test_clock_set_back_does_not_keep_visits_open() -> None:
    walk = Walk()
    walk.view("2024-03-21 10:00", "an", nonce=b"1")
    walk.view("2024-03-21 08:00")
    assert walk.view("2024-03-21 08:05") == (0, 1, 1, 1, 1)
    assert walk.view("2024-03-21 08:30", "an") == (1, 2, 2, 2, 2)
    assert len(walk.state.nonces) == 0


def test_clock_set_back_over_midnight_reuses_secret() -> None:
    walk = Walk()
    walk.view("2024-03-21 23:55", "an", "chi")
    walk.view("2024-03-22 00:05", "an", "bình")
    assert walk.view("2024-03-21 23:58", "an", "bình", "chi")[4] == 3
    assert walk.view("2024-03-22 00:01", "an", "bình", "chi")[4] == 3
    walk.view("2024-03-22 00:31", "an", "bình")
    assert walk.secret_days == ["2024-03-22"]


def test_secrets_go_in_time_after_a_clock_set_far_back() -> None:
    walk = Walk()
    walk.view("2024-03-21 23:55", "an")
    walk.view("2024-03-22 00:05", "bình")
    walk.view("2024-03-10 12:00")
    walk.view("2024-03-10 12:30")
    assert walk.secret_days == ["2024-03-10"]
    assert walk.identifiers == 0


def test_visits_of_a_day_far_ahead_stay_in_the_total_only() -> None:
    walk = Walk()
    walk.view("2030-01-01 12:00", "an")
    assert walk.view("2024-03-21 12:00") == (1, 0, 0, 0, 1)
