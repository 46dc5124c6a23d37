import asyncio

from bench.counter.accuracy import DAY, FIRST, compare, error, total
from bench.counter.attack import ATTACKS, total_after


def test_simulated_figures_are_close_to_the_truth() -> None:
    shows, shown, true = compare(3000)["Trang Tin"]
    assert shows == "visits (30 min)"
    assert abs(error(shown, true, "week")) < 0.1


def test_distinct_names_count_once_in_each_period() -> None:
    start = int(FIRST.timestamp() * 1000)
    figures = total([(start, "a"), (start + 1, "a"), (start + DAY, "a")], distinct=True)
    assert sorted(figures["day"].values()) == [1, 1]
    assert list(figures["week"].values()) == [1]


def test_attack_with_one_browser_adds_one_visit() -> None:
    assert asyncio.run(total_after(ATTACKS[0], 400)) == (1, 0)
