"""When readers share addresses, a proxy stands in front that nobody named: a warning, once, and its end."""

import pytest

from plugins.serving.client_address import parse_address
from plugins.visitor_counter.counting.state import Outcome
from plugins.visitor_counter.filters.address_watch import (
    ENOUGH_VIEWS,
    ENOUGH_VISITS,
    UNADDRESSED,
    AddressWatch,
    named_elsewhere,
)
from tests.visitor_counter.conftest import Browser, FakeClock, Serve
from tests.visitor_counter.memory import digests_in, keeps

READER = b"113.160.4.7"  # public, unlike the addresses that are set aside for examples


@pytest.fixture
def watch(clock: FakeClock) -> AddressWatch:
    return AddressWatch(clock)


def see(
    watch: AddressWatch,
    *addresses: str,
    visits: int = 0,
    views: int = 0,
    headers: dict[bytes, bytes] | None = None,
) -> str:
    """Note so many visits, and views within them, of each address; give the status then."""
    for address in addresses:
        for outcome, number in ((Outcome.BEGAN, visits), (Outcome.CONTINUED, views)):
            for _ in range(number):
                watch.record(parse_address(address), headers or {}, outcome)
    watch.refresh()
    return watch.status


def network(number: int) -> list[str]:
    return [f"192.0.2.{n}" for n in range(1, number + 1)]


def test_one_address_for_all_is_reported_once(watch: AddressWatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert see(watch, "192.0.2.1", visits=ENOUGH_VISITS - 1) == "ok"
    assert caplog.messages == []
    assert see(watch, "192.0.2.1", visits=1) == see(watch) == "one-address"
    (message,) = caplog.messages
    assert message.startswith("Cả 50 lượt (50 lần xem) trong giờ này đến từ 1 địa chỉ của một mạng. Nếu ")
    assert see(watch, "198.51.100.2", visits=1) == "ok"
    assert len(caplog.messages) == 2


def test_readers_with_one_browser_string_are_noticed(watch: AddressWatch) -> None:
    """Behind one address they are one visit, however many they are: only their views tell."""
    assert see(watch, "192.0.2.1", visits=1, views=ENOUGH_VIEWS - 2) == "ok"
    assert see(watch, "192.0.2.1", views=1) == "one-address"


@pytest.mark.parametrize(
    ("addresses", "visits", "views", "status"),
    [
        (network(4), 15, 0, "one-address"),  # nodes of a load balancer
        (network(3), 1, 120, "one-address"),  # the same, all readers with one browser string
        ([f"2001:db8:1:{n}::1" for n in range(4)], 15, 0, "one-address"),  # one network of 48 bits
        (network(30), 2, 10, "ok"),  # an office, each computer with an address of its own
        (network(5), 9, 0, "ok"),  # not yet enough for what stands behind each
        (["192.0.2.1", "192.0.2.2", "198.51.100.1"], 100, 0, "ok"),  # two networks
        ([*network(4), "2001:db8::1"], 100, 0, "ok"),
    ],
)
def test_few_addresses_of_one_network_are_noticed(
    watch: AddressWatch, addresses: list[str], visits: int, views: int, status: str
) -> None:
    assert see(watch, *addresses, visits=visits, views=views) == status


@pytest.mark.parametrize(
    ("share", "status"), [(60, "one-address"), (54, "one-address"), (53, "ok"), (0, "ok")]
)
def test_headers_of_unnamed_proxies_are_noticed(watch: AddressWatch, share: int, status: str) -> None:
    """Nodes of a network for contents have addresses in many networks; what they pass on gives them away."""
    for n in range(60):
        headers = {b"cf-connecting-ip": READER} if n < share else {}
        see(watch, f"198.51.{n}.1", visits=1, headers=headers)
    assert watch.status == status


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({b"x-forwarded-for": READER}, True),
        ({b"x-real-ip": READER}, True),
        ({b"x-forwarded-for": READER + b", 192.0.2.1"}, True),
        ({b"x-forwarded-for": b"192.0.2.1"}, False),
        ({b"x-forwarded-for": b"192.0.2.1, " + READER}, False),  # named proxies stand to the right
        ({b"x-forwarded-for": b"10.1.2.3"}, False),  # a proxy of the reader's own office
        ({b"x-forwarded-for": b"unknown", b"true-client-ip": b"\xff"}, False),
        ({b"x-forwarded-for": b",," * 10_000}, False),
    ],
)
def test_header_may_name_another_reader(headers: dict[bytes, bytes], *, elsewhere: bool) -> None:
    assert named_elsewhere(headers, parse_address("192.0.2.1")) is elsewhere


def test_views_that_do_not_count_say_nothing(watch: AddressWatch) -> None:
    for outcome in (None, Outcome.REJECTED, Outcome.REPEATED):
        for _ in range(ENOUGH_VIEWS):
            watch.record(parse_address("192.0.2.1"), {}, outcome)
    watch.refresh()
    assert watch.status == "ok"


def test_quiet_hour_says_nothing_new(watch: AddressWatch, clock: FakeClock) -> None:
    see(watch, "192.0.2.1", visits=ENOUGH_VISITS)
    clock.forward(minutes=60)
    assert see(watch, "192.0.2.1", "198.51.100.1", visits=1) == "one-address"


def test_watch_keeps_no_address(watch: AddressWatch, clock: FakeClock) -> None:
    see(watch, "192.0.2.1", visits=1)
    first = digests_in(watch)
    clock.forward(minutes=60)
    see(watch, "192.0.2.1", visits=1)
    assert first
    assert first.isdisjoint(digests_in(watch))
    assert not keeps(watch, parse_address("192.0.2.1"))


def test_web_server_that_names_no_reader_is_reported(
    watch: AddressWatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(UNADDRESSED):
        watch.record(None, {}, None)
    watch.refresh()
    assert watch.status == "no-address"
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in caplog.text
    assert see(watch, "192.0.2.1", visits=1) == "ok"


@pytest.mark.anyio
async def test_service_watches_where_views_come_from(serve: Serve) -> None:
    async with serve(ceiling=100) as client:
        for n in range(ENOUGH_VISITS):
            await Browser(client, f"Mozilla/5.0 Firefox/{n}").view(
                headers={"x-forwarded-for": f"113.160.1.{n}"}
            )
        await client.app.recorder.round()
        answer = await client.get("/luot-truy-cap/suc-khoe")
        assert (answer.status_code, answer.json()) == (200, {"status": "one-address"})
