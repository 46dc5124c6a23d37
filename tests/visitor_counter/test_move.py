"""From a file to a server without losing a view."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.stores.move import move
from plugins.visitor_counter.stores.redis.store import RedisStore
from plugins.visitor_counter.stores.report import Adjustment
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Snapshot, StoreUnavailable
from tests.visitor_counter.conftest import FakeClock, redis_store, sqlite_store
from tests.visitor_counter.redis_server import RedisServer
from tests.visitor_counter.test_admin import invoke
from tests.visitor_counter.test_process import Load, service, total

pytestmark = pytest.mark.tools
DAY = date(2024, 3, 21)
PLACE = "redis://thu:6379/0"
Target = Callable[[], RedisStore]


@pytest.fixture
def target(redis_server: RedisServer, clock: FakeClock) -> Iterator[Target]:
    prefix, opened = secrets.token_hex(8), list[RedisStore]()

    def make() -> RedisStore:
        opened.append(redis_store(redis_server.url, prefix=prefix, clock=clock))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def filled(database: Path, clock: FakeClock) -> SQLiteStore:
    """A store in which one visit has crossed midnight and others are open."""
    clock.set("2024-03-21 23:50")
    store = sqlite_store(database, opening_total=1000, clock=clock)
    store.count([View(b"an", b"1" * 16, "/mot/", helpful=True), View(b"chi", b"2" * 16)], {"crawler": 2})
    clock.set("2024-03-22 00:05")
    store.count([View(b"an", b"3" * 16, "/hai/")], {})
    store.set_opening(Adjustment("2024-03-21T17:00:00+00:00", 1000, 2000, "cổng cũ"))
    return store


def test_all_that_was_counted_and_all_open_visits_go_on(
    database: Path, clock: FakeClock, target: Target
) -> None:
    source = filled(database, clock)
    before, figures = source.report(), source.count([], {}).figures
    source.close()
    move(database, target(), PLACE)
    store = target()
    assert store.count([], {}).figures == figures
    assert store.report() == before
    assert store.most_read(DAY, date(2024, 3, 23), 9) == [("/hai/", 1), ("/mot/", 1)]
    clock.forward(minutes=10)
    views = [
        View(b"an", b"4" * 16, "/mot/", helpful=False),
        View(b"chi", b"5" * 16),
        View(b"chi", b"2" * 16),
        View(b"moi", b"6" * 16),
    ]
    outcomes = [Outcome.CONTINUED, Outcome.CONTINUED, Outcome.REPEATED, Outcome.BEGAN]
    assert list(store.count(views, {}).outcomes) == outcomes
    assert store.most_read(DAY, date(2024, 3, 23), 9) == [("/hai/", 1), ("/mot/", 1)]
    assert len(store.report().answers) == 1


def test_file_is_not_counted_into_any_more(database: Path, clock: FakeClock, target: Target) -> None:
    filled(database, clock).close()
    move(database, target(), PLACE)
    store = sqlite_store(database, clock=clock)
    with pytest.raises(
        StoreUnavailable, match="đã được chuyển sang redis://thu:6379/0; hãy chạy bộ đếm với --store"
    ):
        store.open()
    with pytest.raises(StoreUnavailable, match="đã được chuyển"):
        move(database, target(), PLACE)


def test_move_leaves_neither_secrets_nor_digests_behind(
    database: Path, clock: FakeClock, target: Target
) -> None:
    filled(database, clock).close()
    with closing(sqlite3.connect(database)) as before:
        told = [*before.execute("SELECT key FROM secrets"), *before.execute("SELECT digest FROM views")]
    assert len(told) > 3
    move(database, target(), PLACE)
    left = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert [secret for (secret,) in told if secret in left] == []


def test_verb_that_comes_during_a_move_is_refused_and_not_lost(
    database: Path, clock: FakeClock, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    filled(database, clock).close()
    said = []

    class Meanwhile(RedisStore):
        def receive(self, snapshot: Snapshot) -> None:
            with pytest.raises(StoreUnavailable) as error:
                sqlite_store(database, clock=clock).set_opening(Adjustment("2024-03-22", 2000, 9000, "khi"))
            said.append(str(error.value))
            super().receive(snapshot)

    there = target()
    monkeypatch.setattr(there, "__class__", Meanwhile)
    move(database, there, PLACE)
    assert "một chương trình khác đang khóa tệp" in said[0]
    assert target().count([], {}).figures.total == 2002


def test_file_of_running_counter_is_not_moved(
    database: Path, clock: FakeClock, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    source = filled(database, clock)
    with pytest.raises(StoreUnavailable, match="một bộ đếm khác đang dùng"):
        move(database, target(), PLACE)
    assert source.count([], {}).figures.total == 2002
    source.close()


def test_move_rejects_a_server_with_data(database: Path, clock: FakeClock, target: Target) -> None:
    filled(database, clock).close()
    there = target()
    there.count([View(b"ai", b"9" * 16)], {})
    with pytest.raises(StoreUnavailable, match="đã có số liệu của cổng này"):
        move(database, target(), PLACE)
    assert there.count([], {}).figures.total == 1
    sqlite_store(database, clock=clock).open()


def test_interrupted_move_can_be_repeated(
    database: Path, clock: FakeClock, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database, clock).close()

    class BrokenError(Exception):
        pass

    class BreaksOff(RedisStore):
        def receive(self, snapshot: Snapshot) -> None:
            super().receive(snapshot)
            raise BrokenError

    broken = target()
    monkeypatch.setattr(broken, "__class__", BreaksOff)
    with pytest.raises(BrokenError):
        move(database, broken, PLACE)
    store = sqlite_store(database, clock=clock)
    assert store.count([View(b"moi", b"7" * 16)], {}).figures.total == 2003
    store.close()
    move(database, target(), PLACE)
    assert target().count([], {}).figures.total == 2003


def test_large_file_goes_in_one_piece(database: Path, clock: FakeClock, target: Target) -> None:
    source = sqlite_store(database, clock=clock)
    for _ in range(13):
        source.count(
            [View(secrets.token_bytes(6), secrets.token_bytes(16), "/mot/") for _ in range(1000)], {}
        )
    source.close()
    move(database, target(), PLACE)
    assert target().count([], {}).figures.numbers == (13_000,) * 5


@pytest.mark.long
def test_no_view_is_lost_or_doubled_while_readers_come(tmp_path: Path, redis_server: RedisServer) -> None:
    """The counter is stopped, moved by the verb and started again; what was not acknowledged is sent again by its page."""
    database, prefix, load = tmp_path / "dem.sqlite3", secrets.token_hex(4), Load()
    with service(database, "--trusted-proxy", "127.0.0.1") as (_, address), load.running(address):
        load.wait_for(150)
    done = invoke("visitors.move", "--to", redis_server.url, "--store", str(database), "--prefix", prefix)
    assert done.returncode == 0, done.stderr
    assert f"Từ nay chạy bộ đếm với --store {redis_server.url}" in done.stdout
    with service(
        database, "--trusted-proxy", "127.0.0.1", "--store", redis_server.url, "--prefix", prefix
    ) as (_, address):
        assert len(load.acknowledged) <= total(address) <= len(load.sent)
        load.send_the_rest_again(address)
        assert total(address) == len(load.sent)
        with load.running(address):
            load.wait_for(50)
    with sqlite3.connect(database) as kept:
        assert kept.execute("SELECT place FROM moved").fetchone() == (redis_server.url,)
    kept.close()
