"""A mistyped place is an error and not the beginning of another count."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.visitor_counter.__main__ import main
from plugins.visitor_counter.admin import verbs
from plugins.visitor_counter.admin.backup import packed
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.store import NoStoreError, Store
from tests.visitor_counter.conftest import FakeClock, redis_store, sqlite_store
from tests.visitor_counter.numbers import add
from tests.visitor_counter.redis_server import RedisServer

NewStore = Callable[..., Store]


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.open(),
        lambda store: store.count([View(b"an")], {}),
        lambda store: store.report(),
        lambda store: add(store, Report(5)),
    ],
)
def test_no_store_is_made_without_being_asked(
    new_store: NewStore, tmp_path: Path, use: Callable[[Store], object]
) -> None:
    store = new_store(create=False, opening_total=7)
    with pytest.raises(NoStoreError):
        use(store)
    store.close()
    with pytest.raises(NoStoreError):
        new_store(create=False).report()
    assert list(tmp_path.iterdir()) == []


def test_store_that_exists_needs_no_create(new_store: NewStore) -> None:
    first = new_store(opening_total=7)
    first.count([View(b"an")], {})
    first.close()
    again = new_store(create=False, opening_total=10)
    assert again.count([], {}).figures.total == 11
    again.close()


def test_empty_file_is_no_store(database: Path) -> None:
    database.touch()
    with pytest.raises(NoStoreError):
        sqlite_store(database, create=False).open()
    with pytest.raises(NoStoreError):
        sqlite_store(database, create=False).report()
    store = sqlite_store(database)
    store.open()
    store.close()


def test_file_below_a_missing_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError):
        sqlite_store(tmp_path / "không có" / "dem.sqlite3", create=False).open()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.tools
def test_server_that_lost_its_data_is_rejected(tmp_path: Path, clock: FakeClock) -> None:
    with RedisServer(tmp_path) as server:
        store = redis_store(server.url, prefix="thu", clock=clock)
        store.count([View(b"an")], {})
        server.client().flushall()
        store.close()  # as after any error with the server
        with pytest.raises(NoStoreError):
            store.count([View(b"binh")], {})
        assert server.client().keys() == []
        store.close()


def test_service_says_how_to_start_first(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "nhầm" / "dem.sqlite3"
    assert main(["--store", str(missing), "--opening-total", "7448251"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        f"Lỗi: --store {missing}: chưa có tệp dữ liệu này; hãy xem lại đường dẫn. "
        "Nếu là lần chạy đầu, thêm --create"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.tools
def test_mistyped_prefix_or_database_is_an_error(
    redis_server: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = secrets.token_hex(8)
    verbs.create(redis_server.url, prefix, "7.448.251")
    assert "7.448.251" in verbs.show(redis_server.url, prefix)[0]
    for url, name in ((redis_server.url, "nham"), (redis_server.url[:-1] + "1", prefix)):
        assert main(["--store", url, "--prefix", name]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "chưa bộ đếm nào ghi số liệu dưới tên này" in line
        assert line.endswith("thêm --create")


def test_verb_creates_once(database: Path) -> None:
    assert "tổng 7.448.251" in verbs.create(str(database), "", "7.448.251")
    with pytest.raises(UserError, match=r"đã có số liệu ở đây \(tổng 7\.448\.251\)"):
        verbs.create(str(database), "", "")
    assert "7.448.251" in verbs.show(str(database), "")[0]


@pytest.mark.parametrize("opening", ["9" * 5000, "1e6", "10000000000000", "-1"])
def test_wrong_opening_total_creates_nothing(tmp_path: Path, opening: str) -> None:
    with pytest.raises(UserError) as caught:
        verbs.create(str(tmp_path / "dem.sqlite3"), "", opening)
    assert len(str(caught.value)) < 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "verb",
    [
        lambda store, _: verbs.show(store, ""),
        lambda store, _: verbs.adjust("5", "thử", store, ""),
        lambda store, _: verbs.take_back(store, ""),
        lambda store, file: verbs.back_up_to(file.with_suffix(".json"), store, ""),
        lambda store, file: verbs.export(file.with_suffix(".csv"), store, ""),
        lambda store, file: verbs.restore_from(file, store, ""),
    ],
)
def test_every_verb_names_a_store_that_is_missing(
    tmp_path: Path, verb: Callable[[str, Path], object]
) -> None:
    backup = tmp_path / "sao-luu"
    backup.write_bytes(packed(Report(5)))
    with pytest.raises(UserError, match=r"chưa có tệp dữ liệu này.*visitors\.create"):
        verb(str(tmp_path / "nhầm" / "dem.sqlite3"), backup)
    assert list(tmp_path.iterdir()) == [backup]


def test_restore_creates_when_asked(tmp_path: Path) -> None:
    backup = tmp_path / "sao-luu"
    backup.write_bytes(packed(Report(5)))
    store = str(tmp_path / "dem.sqlite3")
    assert "nay được tạo mới" in verbs.restore_from(backup, store, "", create=True)
    assert "5" in verbs.show(store, "")[0]
