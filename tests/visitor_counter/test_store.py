"""What every store promises; each is opened by the fixture `open_store`."""

from datetime import date

import pytest

from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.store import READS_KEPT_DAYS
from tests.visitor_counter.conftest import FakeClock, OpenStore
from tests.visitor_counter.numbers import numbers

AN, BINH = View(b"an"), View("bình".encode())


def test_empty_store_has_counted_nothing(open_store: OpenStore) -> None:
    assert open_store().count([], {}).figures.numbers == (0, 0, 0, 0, 0)


def test_figures_survive_a_restart(open_store: OpenStore) -> None:
    before = open_store().count([AN, BINH], {}).figures
    assert before.numbers == (2, 2, 2, 2, 2)
    assert open_store().count([], {}).figures == before


def test_open_visits_go_on_after_a_restart(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=29)
    assert open_store().count([AN], {}).figures.numbers == (1, 1, 1, 1, 1)


def test_visit_across_midnight_goes_on_after_a_restart(open_store: OpenStore, clock: FakeClock) -> None:
    clock.set("2024-03-21 23:50")
    open_store().count([AN], {})
    clock.set("2024-03-22 00:01")
    open_store().count([], {})
    clock.set("2024-03-22 00:02")
    assert open_store().count([AN], {}).figures.total == 1
    clock.set("2024-03-22 00:31")
    assert open_store().count([AN], {}).figures.total == 1


def test_view_sent_again_after_a_restart_counts_once(open_store: OpenStore) -> None:
    open_store().count([View(b"an at home", b"1")], {})
    assert open_store().count([View(b"an on the road", b"1")], {}).figures.total == 1


def test_visits_end_while_the_store_is_closed(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=30)
    assert open_store().count([AN], {}).figures.numbers == (1, 2, 2, 2, 2)


def test_clock_set_back_while_closed_splits_no_visit(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=-120)
    store = open_store()
    assert store.count([AN], {}).figures.numbers == (1, 1, 1, 1, 1)
    clock.forward(minutes=30)
    assert store.count([], {}).figures.online == 0


def test_opening_total_carries_on_from_the_older_counter(open_store: OpenStore) -> None:
    assert open_store(7_448_250).count([AN], {}).figures.numbers == (1, 1, 1, 1, 7_448_251)


def test_lower_opening_total_has_no_effect(open_store: OpenStore) -> None:
    open_store(1000).count([AN], {})
    assert open_store(0).count([], {}).figures.total == 1001
    assert open_store(2000).count([], {}).figures.total == 2001


def test_figures_say_when_they_were_true_in_the_sites_time(open_store: OpenStore) -> None:
    assert open_store().count([], {}).figures.as_of.isoformat() == "2024-03-21T08:05:00+07:00"


def test_refused_views_are_kept_apart_by_day_and_reason(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    store.count([AN], {"crawler": 2, "prefetch": 1})
    store.count([], {"crawler": 3})
    clock.set("2024-03-22 08:00")
    assert store.count([], {"crawler": 1}).figures.total == 1
    assert open_store().report().refused == {
        (date(2024, 3, 21), "crawler"): 5,
        (date(2024, 3, 21), "prefetch"): 1,
        (date(2024, 3, 22), "crawler"): 1,
    }


def test_report_of_a_closed_store(
    open_store: OpenStore,
) -> None:
    store = open_store(1000)
    store.count([AN, BINH], {"crawler": 2})
    expected = Report(1000, numbers({date(2024, 3, 21): 2}, {(date(2024, 3, 21), "crawler"): 2}))
    assert store.report() == expected
    assert expected.total == 1002
    store.close()
    assert store.report() == expected


def test_pages_are_ranked_by_the_visits_that_read_them(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    readers = [View(bytes([n]), None, "/hai/" if n % 3 else "/mot/") for n in range(9)]
    store.count([*readers, View(b"an", None, "/ba/"), View(b"an", None, "/ba/")], {})
    assert store.most_read(date(2024, 3, 21), date(2024, 3, 23), 2) == [("/hai/", 6), ("/mot/", 3)]
    clock.forward(days=1)
    store.count([View(bytes([n]), None, "/mot/") for n in range(4)], {})
    again = open_store()
    assert again.most_read(date(2024, 3, 21), date(2024, 3, 23), 9) == [
        ("/mot/", 7),
        ("/hai/", 6),
        ("/ba/", 1),
    ]
    assert again.most_read(date(2024, 3, 22), date(2024, 3, 23), 9) == [("/mot/", 4)]


def test_what_was_read_a_month_ago_is_forgotten(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    store.count([View(b"an", None, "/mot/")], {})
    clock.forward(days=READS_KEPT_DAYS)
    store.count([View(b"an", None, "/hai/")], {})
    assert len(store.most_read(date(2024, 3, 1), date(2024, 4, 30), 9)) == 2
    clock.forward(days=1)
    store.count([], {})
    assert store.most_read(date(2024, 3, 1), date(2024, 4, 30), 9) == [("/hai/", 1)]


@pytest.mark.parametrize("days", [1, 32, 50, 400, 1000, -1, -50])
def test_clock_that_jumps_once_erases_no_reads(open_store: OpenStore, clock: FakeClock, days: int) -> None:
    store = open_store()
    store.count([View(b"an", None, "/mot/")], {})
    for jump in (days, -days, days, -days):
        clock.forward(days=jump)
        store.count([View(b"binh", None, "/hai/")], {})
        store = open_store()
    assert ("/mot/", 1) in store.most_read(date(2024, 3, 21), date(2024, 3, 21), 9)


def test_answers_are_kept_by_day_and_page(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    store.count([View(b"an", None, "/mot/", helpful=True), View(b"an", None, "/mot/", helpful=True)], {})
    store.count([View(b"binh", None, "/mot/", helpful=False), View(b"chi", None, "/mot/", helpful=True)], {})
    clock.forward(days=1)
    store.count([View(b"an", None, "/mot/", helpful=False)], {})
    assert open_store().report().answers == {
        (date(2024, 3, 21), "/mot/", True): 2,
        (date(2024, 3, 21), "/mot/", False): 1,
        (date(2024, 3, 22), "/mot/", False): 1,
    }


def test_reads_and_answers_survive_restart(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([View(b"an", None, "/mot/", helpful=True)], {})
    clock.forward(minutes=29)
    store = open_store()
    store.count([View(b"an", None, "/mot/", helpful=False), View(b"an", None, "/hai/")], {})
    assert store.most_read(date(2024, 3, 21), date(2024, 3, 23), 9) == [("/hai/", 1), ("/mot/", 1)]
    assert list(store.report().answers) == [(date(2024, 3, 21), "/mot/", True)]


def test_each_view_is_told_what_became_of_it(open_store: OpenStore) -> None:
    store = open_store()
    views = [View(b"an", b"1"), View(b"an", b"2"), View(b"binh", b"1"), View(b"chi", b"3", may_begin=False)]
    outcomes = [Outcome.BEGAN, Outcome.CONTINUED, Outcome.REPEATED, Outcome.REJECTED]
    assert store.count(views, {}).outcomes == outcomes
    assert store.count([], {}).figures.numbers == (1, 1, 1, 1, 1)
