"""How many visits one address may begin in an hour."""

import pytest

from plugins.serving.client_address import parse_address
from plugins.visitor_counter.counting.state import Outcome
from plugins.visitor_counter.filters.ceiling import VIEWS_A_VISIT, WIDER, Ceiling
from tests.visitor_counter.conftest import FIREFOX, Browser, FakeClock, Serve
from tests.visitor_counter.memory import digests_in, keeps


def begin(ceiling: Ceiling, address: str, times: int = 1) -> int:
    """Send views of so many new visitors; tells how many of them may begin a visit."""
    begun = 0
    for _ in range(times):
        leave = ceiling.ask(parse_address(address))
        leave.settle(Outcome.BEGAN if leave.may_begin else Outcome.REJECTED)
        begun += leave.may_begin
    return begun


def test_address_may_begin_so_many_visits_an_hour_and_no_more(clock: FakeClock) -> None:
    ceiling = Ceiling(clock, 10)
    assert begin(ceiling, "203.0.113.9", 50) == 10
    assert begin(ceiling, "203.0.113.10", 50) == 10
    clock.forward(minutes=54)
    assert begin(ceiling, "203.0.113.9") == 0
    clock.forward(minutes=1)
    assert begin(ceiling, "203.0.113.9", 50) == 10


def test_only_visits_that_began_are_held_against_an_address(clock: FakeClock) -> None:
    ceiling = Ceiling(clock, 10)
    for outcome in (Outcome.CONTINUED, Outcome.REPEATED, None) * 10:
        leave = ceiling.ask(parse_address("203.0.113.9"))
        assert leave.may_begin
        leave.settle(outcome)
    assert begin(ceiling, "203.0.113.9", 50) == 10


def test_views_that_are_still_on_their_way_hold_their_place(clock: FakeClock) -> None:
    ceiling = Ceiling(clock, 10)
    leaves = [ceiling.ask(parse_address("203.0.113.9")) for _ in range(15)]
    assert [leave.may_begin for leave in leaves] == [True] * 10 + [False] * 5


def test_networks_of_one_customer_share_a_wider_ceiling(clock: FakeClock) -> None:
    ceiling = Ceiling(clock, 10)
    assert begin(ceiling, "2001:db8:0:1::1", 50) == 10
    assert begin(ceiling, "2001:db8:0:1:ffff::2") == 0
    begun = sum(begin(ceiling, f"2001:db8:0:{n:x}::1", 10) for n in range(2, 99))
    assert begun == 10 * WIDER - 10
    assert begin(ceiling, "2001:db8:1::1") == 1


def test_address_that_floods_is_not_even_asked_who_it_is(clock: FakeClock) -> None:
    ceiling = Ceiling(clock, 2)
    asked = [ceiling.ask(parse_address("203.0.113.9")).may_count for _ in range(2 * VIEWS_A_VISIT + 5)]
    assert asked == [True] * 2 * VIEWS_A_VISIT + [False] * 5


def test_ceiling_keeps_no_address(clock: FakeClock) -> None:
    ceiling = Ceiling(clock)
    begin(ceiling, "203.0.113.9")
    first = digests_in(ceiling)
    clock.forward(minutes=60)
    begin(ceiling, "203.0.113.9")
    assert first
    assert first.isdisjoint(digests_in(ceiling))
    assert not keeps(ceiling, parse_address("203.0.113.9"))


@pytest.mark.anyio
async def test_views_over_the_ceiling_are_rejected(serve: Serve) -> None:
    async with serve(ceiling=3) as client:
        browsers = [Browser(client, FIREFOX + str(n)) for n in range(5)]
        counted = [(await browser.view()).json()["counted"] for browser in browsers]
        assert counted == [True, True, True, False, False]
        assert (await browsers[0].view()).json()["counted"] is True
        assert await browsers[0].figures() == [3, 3, 3, 3, 3]
        assert client.app.recorder.refusals == {"ceiling": 2}
