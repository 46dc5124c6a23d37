"""A server that lost its data, all or a part, is an error and not the beginning of another count."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.visitor_counter.admin import verbs
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.store import NoStoreError, StoreUnavailable
from tests.visitor_counter.conftest import CHROME, Browser, FakeClock, Serve, redis_store
from tests.visitor_counter.redis_server import RedisServer
from tests.waiting import wait_until

pytestmark = pytest.mark.tools
TODAY = date(2024, 3, 21)
PREFIX = "thu"


def key(name: str) -> str:
    return f"{{{PREFIX}}}:{name}"


def kill(server: RedisServer) -> None:
    # The process that rewrites the log outlives the server, and still has its port open when it begins.
    wait_until(lambda: not server.client().info("persistence")["aof_rewrite_in_progress"])
    server.kill()


def start_empty(server: RedisServer) -> None:
    shutil.rmtree(server.folder)
    server.folder.mkdir()
    server.start()


def restart_empty(server: RedisServer) -> None:
    kill(server)
    start_empty(server)


LOSSES: dict[str, Callable[[RedisServer], object]] = {
    "flushall": lambda server: server.client().flushall(),
    "flushdb": lambda server: server.client().flushdb(),
    "restart": restart_empty,
    "layout": lambda server: server.client().delete(key("layout")),
    "opening": lambda server: server.client().delete(key("opening")),
    "total": lambda server: server.client().delete(key("total")),
    "days": lambda server: server.client().delete(key("days")),
    "all but days": lambda server: server.client().delete(*map(key, ("layout", "opening", "total"))),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    with RedisServer(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def store(server: RedisServer, clock: FakeClock) -> Iterator[RedisStore]:
    store = redis_store(server.url, prefix=PREFIX, clock=clock, opening_total=7_448_251)
    store.count([View(b"an", None, "/bai/")], {"crawler": 1})
    yield store
    store.close()


def held(server: RedisServer) -> dict[bytes, bytes]:
    client = server.client()
    return {name: client.dump(name) for name in client.scan_iter()}


@pytest.mark.parametrize("loss", LOSSES)
def test_store_that_is_not_whole_is_neither_read_nor_written(
    server: RedisServer, store: RedisStore, loss: str
) -> None:
    LOSSES[loss](server)
    left = held(server)
    uses: list[Callable[[], object]] = [
        lambda: store.count([View(b"binh", b"2" * 16, "/bai/")], {"crawler": 1}),
        lambda: store.count([], {}),
        store.report,
        store.days,
        lambda: store.most_read(TODAY, TODAY, 5),
        lambda: store.change(lambda report: report),
        lambda: redis_store(server.url, prefix=PREFIX, create=False).open(),
    ]
    for use in uses:
        with pytest.raises(StoreUnavailable) as caught:
            use()
        assert isinstance(caught.value, NoStoreError) is (left == {})
        if left:
            assert "visitors.restore --create" in str(caught.value)
    assert held(server) == left


@pytest.mark.parametrize("loss", LOSSES)
def test_restored_store_counts_on_without_a_restart(
    server: RedisServer, store: RedisStore, loss: str, tmp_path: Path
) -> None:
    backup = tmp_path / "sao-luu"
    verbs.back_up_to(backup, server.url, PREFIX)
    whole = store.report()
    LOSSES[loss](server)
    with pytest.raises(StoreUnavailable):
        store.count([View(b"binh")], {})
    with pytest.raises(UserError):
        verbs.restore_from(backup, server.url, PREFIX)
    verbs.restore_from(backup, server.url, PREFIX, create=True)
    assert (store.report().opening, store.report().numbers) == (whole.opening, whole.numbers)
    assert store.count([View(b"binh")], {}).figures.numbers[1:] == (2, 2, 2, 7_448_253)
    assert store.report().total == 7_448_253


def test_data_that_comes_back_is_counted_on(server: RedisServer, store: RedisStore) -> None:
    opening = server.client().getdel(key("opening"))
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match=r"thiếu \{thu\}:opening"):
            store.count([View(b"binh")], {})
    server.client().set(key("opening"), opening)
    assert store.count([View(b"binh")], {}).figures.total == 7_448_253


def test_lost_data_is_said_as_lost(server: RedisServer, store: RedisStore) -> None:
    server.client().flushall()
    for _ in range(2):
        with pytest.raises(NoStoreError, match=r"không còn trên máy chủ.*restore --create"):
            store.count([], {})


def test_other_layout_in_its_place_is_left_alone(server: RedisServer, store: RedisStore) -> None:
    server.client().set(key("layout"), "99")
    server.client().delete(key("total"))
    left = held(server)
    other = redis_store(server.url, prefix=PREFIX, opening_total=9_000_000)
    uses: list[Callable[[], object]] = [
        lambda: store.count([View(b"binh")], {}),
        store.report,
        other.open,
        other.report,
        lambda: other.change(lambda report: report),
    ]
    for use in uses:
        with pytest.raises(StoreUnavailable, match="một phiên bản khác"):
            use()
    assert held(server) == left
    other.close()


def test_empty_replica_that_takes_over_is_not_counted_into(
    server: RedisServer, store: RedisStore, tmp_path: Path
) -> None:
    kill(server)
    (tmp_path / "ban-sao").mkdir()
    with RedisServer(tmp_path / "ban-sao", port=str(server.port)) as replica:
        with pytest.raises(NoStoreError):
            store.count([View(b"binh")], {})
        assert replica.client().keys() == []


def test_new_store_is_seen_only_with_its_numbers(server: RedisServer) -> None:
    counter = redis_store(server.url, prefix=PREFIX, create=False)
    command = redis_store(server.url, prefix=PREFIX)

    def change(report: Report) -> Report:
        with pytest.raises(NoStoreError):
            counter.count([View(b"an")], {})
        return report.merged(Report(7_448_251))

    command.change(change)
    assert counter.count([View(b"an")], {}).figures.total == 7_448_252
    for store in (counter, command):
        store.close()


def test_commands_create_a_store_beside_a_running_counter(server: RedisServer, store: RedisStore) -> None:
    server.client().flushall()
    with pytest.raises(NoStoreError):
        store.count([View(b"binh")], {})
    verbs.create(server.url, PREFIX, "")
    assert (
        store.count([View(b"binh")], {}).figures.total == 7_448_252
    )  # with the opening total of its settings


def test_start_with_create_completes_a_store(server: RedisServer, clock: FakeClock) -> None:
    server.client().set(key("layout"), "1")
    server.client().hset(key("days"), "2024-03-21", 5)
    with pytest.raises(UserError, match=r"thiếu \{thu\}:opening, \{thu\}:total"):
        verbs.show(server.url, PREFIX)
    store = redis_store(server.url, prefix=PREFIX, clock=clock, opening_total=100)
    assert store.count([View(b"an")], {}).figures.total == store.report().total == 106
    store.close()


def test_new_secrets_after_a_loss_of_visits(server: RedisServer, clock: FakeClock) -> None:
    stores = [redis_store(server.url, prefix=PREFIX, clock=clock) for _ in range(2)]
    for store in stores:
        store.count([View(b"an", secrets.token_bytes(16))], {})
    server.client().delete(*map(key, ("visits", "origins", "marks", "nonces", "secrets")))
    for store in (*stores, stores[0]):
        figures = store.count([View(b"an", secrets.token_bytes(16))], {}).figures
    assert figures.numbers == (1, 2, 2, 2, 2)
    for store in stores:
        store.close()


@pytest.mark.anyio
async def test_lost_store_is_unavailable_until_it_is_restored(
    server: RedisServer, serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backup = tmp_path / "sao-luu"
    async with serve(store=server.url, prefix=PREFIX, opening_total=7_448_251) as client:
        reader = Browser(client)
        assert (await reader.view()).json()["total"] == 7_448_252
        verbs.back_up_to(backup, server.url, PREFIX)
        kill(server)
        assert (await Browser(client, CHROME).view()).status_code == 503
        start_empty(server)
        assert (await Browser(client, CHROME).view()).status_code == 503
        health = await client.get("/luot-truy-cap/suc-khoe")
        assert (health.status_code, health.json()["status"]) == (503, "store-unavailable")
        assert (await reader.figures())[-1] == 7_448_252
        await client.app.recorder.round()
        problems = [message for message in caplog.messages if "không ghi được" in message]
        assert ["không nối được" in problem for problem in problems] == [True, False]
        assert "không còn trên máy chủ" in problems[1]
        verbs.restore_from(backup, server.url, PREFIX, create=True)
        assert (await reader.view()).json()["total"] == 7_448_253
        assert (await client.get("/luot-truy-cap/suc-khoe")).status_code == 200
