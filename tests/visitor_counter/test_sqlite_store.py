import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.sqlite.file import connected
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.conftest import FULL
from tests.visitor_counter.conftest import FakeClock, sqlite_store
from tests.visitor_counter.numbers import add

AN = View(b"an")
OpenStore = Callable[..., SQLiteStore]


@pytest.fixture
def new_store(database: Path, clock: FakeClock) -> Callable[..., SQLiteStore]:
    return lambda **options: sqlite_store(database, clock.zone, clock=clock, **options)


def every_byte(database: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()) if file.is_file())


def rows(database: Path, table: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()
    finally:
        connection.close()


def test_each_commit_is_synced_before_it_is_acknowledged(open_store: OpenStore, database: Path) -> None:
    open_store()
    with closing(connected(database, create=False)) as opened:
        pragmas = {
            name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")
        }
    assert pragmas == {"synchronous": 2, "journal_mode": "wal"}


def test_counted_view_is_in_the_file_when_the_call_returns(open_store: OpenStore, database: Path) -> None:
    open_store().count([AN], {})
    assert rows(database, "days") == [("2024-03-21", 1)]


def test_second_process_is_kept_from_the_same_file(
    open_store: OpenStore, database: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    open_store().count([AN], {})
    second = sqlite_store(database, clock.zone, clock=clock)
    with pytest.raises(StoreUnavailable, match="một bộ đếm khác đang dùng"):
        second.open()


def test_file_never_holds_an_address_or_a_browser_string(open_store: OpenStore, database: Path) -> None:
    store = open_store()
    store.count([View(b"\x04" + bytes([203, 0, 113, 9]) + b"Mozilla/5.0 Firefox", b"n" * 16)], {})
    kept = every_byte(database)
    assert b"n" * 16 in kept
    for trace in (bytes([203, 0, 113, 9]), b"203.0.113.9", b"Mozilla", b"Firefox"):
        assert trace not in kept


def test_expired_data_is_gone_after_the_visit(
    open_store: OpenStore, database: Path, clock: FakeClock
) -> None:
    store = open_store()
    clock.set("2024-03-21 23:50")
    store.count([View(b"an", b"n" * 16)], {})
    (secret,) = [key for _, key, _ in rows(database, "secrets")]
    (digest,) = [digest for _, _, digest, *_ in rows(database, "views")]
    assert all(trace in every_byte(database) for trace in (secret, digest, b"n" * 16))
    for _ in range(31):
        clock.forward(minutes=1)
        store.count([], {})
    kept = every_byte(database)
    assert not any(trace in kept for trace in (secret, digest, b"n" * 16))
    assert rows(database, "days") == [("2024-03-21", 1)]


def test_unwritten_views_are_not_counted(open_store: OpenStore, database: Path) -> None:
    store = open_store()
    store.count([AN], {})
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("CREATE TRIGGER full BEFORE INSERT ON views BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    with pytest.raises(StoreUnavailable, match="disk is full"):
        store.count([View(b"b\xc3\xacnh", b"1")], {"crawler": 1})
    other.execute("DROP TRIGGER full")
    other.close()
    assert store.count([], {}).figures.numbers == (1, 1, 1, 1, 1)
    assert store.count([View(b"b\xc3\xacnh", b"1")], {}).figures.numbers == (2, 2, 2, 2, 2)
    assert store.report().refused == {}


def test_fault_in_the_midst_leaves_nothing_counted_in_memory(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("plugins.visitor_counter.stores.sqlite.store.write_changes", fail)
        with pytest.raises(ZeroDivisionError):
            store.count([AN], {})
    assert store.count([], {}).figures.total == 0


@pytest.mark.skipif(
    os.geteuid() == 0 and not Path("/proc").exists(), reason="needs a path that root cannot write"
)
def test_folder_that_cannot_be_written_is_said(clock: FakeClock) -> None:
    with pytest.raises(StoreUnavailable):
        sqlite_store(Path("/proc/none/dem.sqlite3"), clock.zone, clock=clock).open()


def test_file_that_is_no_database_is_left_alone(database: Path, clock: FakeClock) -> None:
    database.write_bytes(b"an operator's notes, not a database" * 100)
    with pytest.raises(StoreUnavailable, match="không phải tệp dữ liệu của bộ đếm"):
        sqlite_store(database, clock.zone, clock=clock).open()
    assert database.read_bytes().startswith(b"an operator's notes")


def test_file_of_a_later_layout_is_left_alone(database: Path, clock: FakeClock) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnavailable, match="kiểu 99"):
        sqlite_store(database, clock.zone, clock=clock).open()


@pytest.mark.parametrize("replaced", [False, True])
def test_no_view_is_acknowledged_into_a_file_that_was_taken_away(
    open_store: OpenStore, database: Path, *, replaced: bool
) -> None:
    store = open_store()
    store.count([AN], {})
    away = database.with_suffix(".away")
    database.rename(away)
    if replaced:
        database.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="bị xóa hoặc thay trong lúc bộ đếm chạy"):
            store.count([View(b"binh")], {})
    assert database.exists() == replaced
    away.replace(database)
    assert store.count([], {}).figures.total == 1
    assert store.count([View(b"binh")], {}).figures.total == 2


@pytest.mark.parametrize("ending", ["-wal", "-shm", ".lock"])
@pytest.mark.parametrize("replaced", [False, True])
def test_no_view_is_lost_with_a_replaced_log(
    open_store: OpenStore, database: Path, ending: str, *, replaced: bool
) -> None:
    store = open_store()
    store.count([AN], {})
    beside = database.with_name(database.name + ending)
    if replaced:
        database.with_suffix(".new").write_bytes(b"" if ending == ".lock" else b"another file")
        database.with_suffix(".new").replace(beside)
    else:
        beside.unlink()
    with pytest.raises(StoreUnavailable, match=f"{ending}: tệp này đã bị xóa hoặc thay"):
        store.count([View(b"binh")], {})
    copy = database.with_suffix(".copy")
    copy.write_bytes(database.read_bytes())
    assert rows(copy, "days") == rows(database, "days") == [("2024-03-21", 1)]
    assert store.count([View(b"binh")], {}).figures.total == 2
    assert rows(database, "days") == [("2024-03-21", 2)]


def test_lock_file_of_another_program_is_left_alone(database: Path, clock: FakeClock) -> None:
    lock = database.with_name(f"{database.name}.lock")
    lock.write_text("version = 1")
    lock.chmod(0o644)
    with pytest.raises(StoreUnavailable, match=r"\.lock: không phải tệp dữ liệu"):
        sqlite_store(database, clock.zone, clock=clock).open()
    assert (lock.read_text(), lock.stat().st_mode & 0o777) == ("version = 1", 0o644)


def first_at_once(stores: list[SQLiteStore]) -> None:
    """Have the first store count while the others set the total, all at the same moment."""
    together = threading.Barrier(len(stores))

    def first(store: SQLiteStore) -> None:
        together.wait()
        if store is stores[0]:
            store.count([AN], {})
        else:
            add(store, Report(7))

    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(first, stores))


def test_concurrent_creation_of_the_file(tmp_path: Path, clock: FakeClock) -> None:
    for number in range(40 if FULL else 6):
        stores = [sqlite_store(tmp_path / f"{number}.sqlite3", clock.zone, clock=clock) for _ in range(4)]
        first_at_once(stores)
        report = stores[0].report()
        assert (report.opening, report.total) == (7, 8)


def test_two_names_of_one_file_are_one_file(
    open_store: OpenStore, database: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    open_store()
    other = database.with_name("other.sqlite3")
    other.symlink_to(database)
    with pytest.raises(StoreUnavailable, match="một bộ đếm khác"):
        sqlite_store(other, clock.zone, clock=clock).open()


def test_rows_expire_during_a_long_visit(open_store: OpenStore, database: Path, clock: FakeClock) -> None:
    store = open_store()
    for _ in range(100):
        clock.forward(minutes=1)
        store.count([AN], {})
    seen = [row[0] for row in rows(database, "views")]
    assert 30 <= len(seen) <= 32
    assert min(seen) > clock() - 32 * 60_000
    assert store.count([AN], {}).figures.total == 1
    clock.forward(minutes=31)
    store.count([], {})
    assert rows(database, "views") == []
