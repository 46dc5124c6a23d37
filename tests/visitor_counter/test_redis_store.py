"""What only a store on a server promises: one truth for several processes, and nothing kept for long."""

import os
import re
import secrets
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.redis import server as redis_client
from plugins.visitor_counter.stores.redis import totals
from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.store import Store, StoreUnavailable
from tests.conftest import FULL
from tests.visitor_counter.conftest import FakeClock, redis_store, sqlite_store
from tests.visitor_counter.redis_server import RedisServer
from tests.waiting import wait_until

pytestmark = pytest.mark.tools
AN, BINH = View(b"an", b"1" * 16), View(b"binh", b"2" * 16)


@pytest.fixture
def prefix() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def process(redis_server: RedisServer, prefix: str, clock: FakeClock) -> Iterator[Callable[[], RedisStore]]:
    """Makes stores that count for one portal side by side."""
    opened: list[RedisStore] = []

    def open_it() -> RedisStore:
        opened.append(redis_store(redis_server.url, prefix=prefix, clock=clock))
        opened[-1].open()
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


def test_two_processes_show_the_same_figures(process: Callable[[], RedisStore]) -> None:
    one, two = process(), process()
    one.count([AN], {})
    two.count([BINH, AN], {"crawler": 1})
    assert one.count([], {"crawler": 2}).figures == two.count([], {}).figures
    assert one.count([], {}).figures.numbers == (2, 2, 2, 2, 2)
    assert sum(two.report().refused.values()) == 3


def test_visit_goes_on_in_another_process_and_over_midnight(
    process: Callable[[], RedisStore], clock: FakeClock
) -> None:
    one, two = process(), process()
    clock.set("2024-03-21 23:50")
    one.count([View(b"an", None, "/bai/")], {})
    clock.set("2024-03-22 00:10")
    two.count([View(b"an", None, "/bai/")], {})
    one.count([View(b"an", None, "/bai/")], {})
    assert one.count([], {}).figures.numbers == (1, 0, 1, 1, 1)
    assert one.most_read(date(2024, 3, 21), date(2024, 3, 23), 5) == [("/bai/", 1)]


def test_two_portals_on_one_server_know_nothing_of_each_other(
    redis_server: RedisServer, clock: FakeClock
) -> None:
    stores = [redis_store(redis_server.url, prefix=secrets.token_hex(4), clock=clock) for _ in range(2)]
    stores[0].count([AN], {})
    assert [store.count([], {}).figures.total for store in stores] == [1, 0]
    for store in stores:
        store.close()


def test_servers_clock_is_everybodys_clock(redis_server: RedisServer, prefix: str) -> None:
    store = redis_store(redis_server.url, prefix=prefix)
    seconds = [
        store.count([], {}).figures.as_of.timestamp() - redis_server.client().time()[0] for _ in range(3)
    ]
    store.close()
    assert all(-2 <= second <= 0 for second in seconds)


happenings = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 40 * 60_000), st.integers(-2 * 86_400_000, 2 * 86_400_000)),
        st.lists(
            st.builds(
                View,
                st.sampled_from([b"an", b"binh", b"chi"]),
                st.none() | st.integers(0, 12).map(lambda n: n.to_bytes(16, "big")),
                st.sampled_from(["", "/mot/", "/hai/"]),
                st.sampled_from([None, True, False]),
                st.booleans(),
            ),
            max_size=4,
        ),
    ),
    max_size=20,
)


@settings(
    max_examples=100 if FULL else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=happenings)
def test_both_stores_count_alike_whatever_happens(
    redis_server: RedisServer, tmp_path: Path, steps: list[tuple[int, list[View]]]
) -> None:
    """The rules stand twice, in Python and in the script; random walks over midnights and clocks set back compare them."""
    clock = FakeClock("2024-02-28 23:40")
    name = secrets.token_hex(8)
    stores: list[Store] = [
        sqlite_store(tmp_path / f"{name}.sqlite3", clock=clock),
        redis_store(redis_server.url, prefix=name, clock=clock),
    ]
    try:
        for store in stores:
            store.open()
        for time_passed, views in steps:
            clock.now += time_passed
            reported = [store.count(views, {"crawler": 1} if views else {}) for store in stores]
            assert list(reported[0].outcomes) == list(reported[1].outcomes)
            assert reported[0].figures == reported[1].figures
            day = reported[0].figures.as_of.date()
            assert stores[0].most_read(day, day, 9) == stores[1].most_read(day, day, 9)
        assert stores[0].report() == stores[1].report()
    finally:
        for store in stores:
            store.close()


@pytest.mark.parametrize(
    ("settings", "reported"),
    [
        ({"appendonly": "no"}, "appendfsync always"),
        ({"appendfsync": "everysec"}, "đang là: appendonly yes, appendfsync everysec"),
        ({"maxmemory": "50mb", "maxmemory-policy": "allkeys-lru"}, "maxmemory-policy noeviction"),
    ],
)
def test_server_that_may_lose_what_it_acknowledged_is_refused(
    tmp_path: Path, settings: dict[str, Any], reported: str
) -> None:
    with RedisServer(tmp_path, **settings) as server:
        store = redis_store(server.url, prefix="thu")
        with pytest.raises(StoreUnavailable, match=reported):
            store.open()
        assert server.client().keys() == []
        store.close()


def test_server_that_becomes_unsafe_while_it_runs_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "CHECK_SECONDS", 0.0)
    with RedisServer(tmp_path) as server:
        store = redis_store(server.url, prefix="thu")
        store.count([AN], {})
        server.client().config_set("appendfsync", "everysec")
        with pytest.raises(StoreUnavailable, match="appendfsync always"):
            store.count([BINH], {})
        server.client().config_set("appendfsync", "always")
        assert store.count([BINH], {}).figures.total == 2
        store.close()


def test_account_without_config_get_is_rejected(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        server.client().execute_command("ACL", "SETUSER", "cong", "on", ">mk", "~*", "+@all", "-config")
        store = redis_store(server.url.replace("//", "//cong:mk@"), prefix="thu")
        with pytest.raises(StoreUnavailable, match="hãy cho tài khoản này lệnh CONFIG GET"):
            store.open()
        store.close()


def test_account_without_bgrewriteaof_counts(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        server.client().execute_command("ACL", "SETUSER", "cong", "on", ">mk", "~*", "+@all", "-bgrewriteaof")
        store = redis_store(server.url.replace("//", "//cong:mk@"), prefix="thu")
        assert store.count([AN], {}).figures.total == 1
        store.close()


def test_data_of_another_layout_is_left_alone(redis_server: RedisServer, prefix: str) -> None:
    redis_server.client().set(f"{{{prefix}}}:layout", "99")
    store = redis_store(redis_server.url, prefix=prefix)
    with pytest.raises(StoreUnavailable, match="một phiên bản khác"):
        store.open()
    store.close()


def test_no_server_is_said_in_one_line_without_the_password() -> None:
    store = redis_store("redis://cong:mat-khau@127.0.0.1:1/0", prefix="thu")
    with pytest.raises(StoreUnavailable) as caught:
        store.open()
    assert str(caught.value).startswith("127.0.0.1:1/0: không nối được tới máy chủ")
    assert "mat-khau" not in str(caught.value)
    store.close()


def test_server_outage_loses_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client, "SOCKET_SECONDS", 0.3)
    with RedisServer(tmp_path) as server:
        store = redis_store(server.url, prefix="thu")
        store.count([AN], {})
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGSTOP)
        with pytest.raises(StoreUnavailable, match="không trả lời kịp"):
            store.count([BINH], {})
        os.kill(server.process.pid, signal.SIGCONT)
        assert store.count([BINH], {}).figures.total == 2
        server.kill()
        with pytest.raises(StoreUnavailable, match="không nối được"):
            store.count([View(b"chi", b"3" * 16)], {})
        server.start()
        assert store.count([View(b"chi", b"3" * 16), BINH], {}).figures.numbers == (3, 3, 3, 3, 3)
        store.close()


def test_expired_data_is_gone_within_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert totals.REWRITE_APART_SECONDS + totals.REWRITE_TRY_SECONDS < 600
    monkeypatch.setattr(totals, "REWRITE_APART_SECONDS", 1)
    monkeypatch.setattr(totals, "REWRITE_TRY_SECONDS", 0.1)
    clock = FakeClock("2024-03-21 23:50")
    with RedisServer(tmp_path) as server:
        server.client().config_set("rdbcompression", "no")  # a rewritten log would hide what is in it
        store = redis_store(server.url, prefix="thu", clock=clock)
        store.count(
            [View(b"\x04" + bytes([203, 0, 113, 9]) + b"Mozilla/5.0 Firefox", b"n" * 16, "/bai/")], {}
        )
        # In MessagePack a string of 32 bytes follows the day.
        (secret,) = re.findall(
            rb"2024-03-21(?:\xd9|\xda\x00)\x20(.{32})", server.client().get("{thu}:secrets"), re.DOTALL
        )
        (digest,) = server.client().zrange("{thu}:visits", 0, -1)
        traces = (secret, digest, b"n" * 16)
        # Not at once while the log is rewritten, as it is after the start.
        wait_until(lambda: all(trace in server.every_byte() for trace in traces))
        assert not any(trace in server.every_byte() for trace in (b"Firefox", bytes([203, 0, 113, 9])))
        clock.forward(minutes=31)
        wait_until(lambda: store.count([], {}) and not any(trace in server.every_byte() for trace in traces))
        assert store.count([], {}).figures.total == 1
        store.close()


def test_what_one_commit_costs_does_not_grow_with_what_is_stored(
    process: Callable[[], RedisStore], redis_server: RedisServer
) -> None:
    store, server = process(), redis_server.client()

    def calls() -> int:
        return sum(command["calls"] for command in server.info("commandstats").values())

    def cost(number: int) -> int:
        before = calls()
        store.count(
            [View(secrets.token_bytes(8), secrets.token_bytes(16), "/bai/") for _ in range(number)], {}
        )
        return calls() - before

    cost(1)
    small = cost(100) - cost(50)
    for _ in range(20):
        cost(500)
    assert cost(100) - cost(50) == small
    assert small <= 50 * 10


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:6379/0?x=1", "redis://127.0.0.1:cổng/0", "http://127.0.0.1/"]
)
def test_invalid_redis_address_is_reported_first(url: str) -> None:
    with pytest.raises(ValueError, match="phải có dạng redis://"):
        redis_store(url, prefix="thu")


def test_unused_prefix_is_not_an_empty_store(redis_server: RedisServer) -> None:
    store = redis_store(redis_server.url, prefix=secrets.token_hex(8))
    with pytest.raises(StoreUnavailable, match="chưa bộ đếm nào ghi số liệu"):
        store.report()
    store.close()
