"""What every store promises; each is opened by the fixture `open_store`."""

from collections.abc import Callable
from datetime import date

from plugins.visitor_counter.store import Report, Store
from plugins.visitor_counter.visits import View
from tests.visitor_counter.conftest import FakeClock

AN, BINH = View(b"an"), View("bình".encode())
OpenStore = Callable[..., Store]


def test_an_empty_store_has_counted_nothing(open_store: OpenStore) -> None:
    assert open_store().count([], {}).numbers == (0, 0, 0, 0, 0)


def test_figures_survive_a_restart(open_store: OpenStore) -> None:
    before = open_store().count([AN, BINH], {})
    assert before.numbers == (2, 2, 2, 2, 2)
    assert open_store().count([], {}) == before


def test_open_visits_go_on_after_a_restart(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=29)
    assert open_store().count([AN], {}).numbers == (1, 1, 1, 1, 1)


def test_a_visit_across_midnight_goes_on_after_a_restart(open_store: OpenStore, clock: FakeClock) -> None:
    clock.set("2024-03-21 23:50")
    open_store().count([AN], {})
    clock.set("2024-03-22 00:01")
    open_store().count([], {})
    clock.set("2024-03-22 00:02")
    assert open_store().count([AN], {}).total == 1
    clock.set("2024-03-22 00:31")
    assert open_store().count([AN], {}).total == 1


def test_a_view_sent_again_after_a_restart_counts_once(open_store: OpenStore) -> None:
    open_store().count([View(b"an at home", b"1")], {})
    assert open_store().count([View(b"an on the road", b"1")], {}).total == 1


def test_visits_end_while_the_store_is_closed(open_store: OpenStore, clock: FakeClock) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=30)
    assert open_store().count([AN], {}).numbers == (1, 2, 2, 2, 2)


def test_a_clock_set_back_while_the_store_is_closed_splits_no_visit(
    open_store: OpenStore, clock: FakeClock
) -> None:
    open_store().count([AN], {})
    clock.forward(minutes=-120)
    store = open_store()
    assert store.count([AN], {}).numbers == (1, 1, 1, 1, 1)
    clock.forward(minutes=30)
    assert store.count([], {}).online == 0


def test_the_opening_total_carries_on_from_the_older_counter(open_store: OpenStore) -> None:
    assert open_store(7_448_250).count([AN], {}).numbers == (1, 1, 1, 1, 7_448_251)


def test_the_total_does_not_fall_when_a_lower_opening_total_is_set_later(open_store: OpenStore) -> None:
    open_store(1000).count([AN], {})
    assert open_store(0).count([], {}).total == 1001
    assert open_store(2000).count([], {}).total == 2001


def test_figures_say_when_they_were_true_in_the_sites_time(open_store: OpenStore) -> None:
    assert open_store().count([], {}).as_of.isoformat() == "2024-03-21T08:05:00+07:00"


def test_refused_views_are_kept_apart_by_day_and_reason(open_store: OpenStore, clock: FakeClock) -> None:
    store = open_store()
    store.count([AN], {"crawler": 2, "prefetch": 1})
    store.count([], {"crawler": 3})
    clock.set("2024-03-22 08:00")
    assert store.count([], {"crawler": 1}).total == 1
    assert open_store().report().refused == {
        (date(2024, 3, 21), "crawler"): 5,
        (date(2024, 3, 21), "prefetch"): 1,
        (date(2024, 3, 22), "crawler"): 1,
    }


def test_a_report_holds_what_was_counted_and_does_not_need_the_store_to_be_open(
    open_store: OpenStore,
) -> None:
    store = open_store(1000)
    store.count([AN, BINH], {"crawler": 2})
    expected = Report(1000, {date(2024, 3, 21): 2}, {(date(2024, 3, 21), "crawler"): 2})
    assert store.report() == expected
    assert expected.total == 1002
    store.close()
    assert store.report() == expected
