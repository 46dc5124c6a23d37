"""Files that somebody else has planted are neither followed nor kept, and modes hold whatever the umask."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from plugins.errors.issue import UserError
from plugins.visitor_counter.admin import verbs
from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.rendering.summary import EMPTY
from plugins.visitor_counter.service.statistics import FiguresFiles
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import FakeClock, sqlite_store
from tests.visitor_counter.test_figures_file import FIGURES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and links of Unix")
Verb = Callable[[Path, str, str], str]
WRITING = pytest.mark.parametrize("verb", [verbs.back_up_to, verbs.export])


def mode(file: Path) -> int:
    return file.lstat().st_mode & 0o777


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def store(database: Path, clock: FakeClock) -> Iterator[str]:
    counter = sqlite_store(database, clock=clock)
    counter.count([View(b"an")], {})
    yield str(database)
    counter.close()


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    file = tmp_path / "victim"
    file.write_text("của người khác")
    return file


@WRITING
@pytest.mark.parametrize("name", ["dem", ".dem.new"])
def test_planted_link_is_replaced_not_followed(
    tmp_path: Path, store: str, victim: Path, verb: Verb, name: str
) -> None:
    (tmp_path / name).symlink_to(victim)
    verb(tmp_path / "dem", store, "")
    assert victim.read_text() == "của người khác"
    assert not (tmp_path / "dem").is_symlink()


@WRITING
@pytest.mark.parametrize("name", ["dem", ".dem.new"])
def test_planted_files_mode_is_not_kept(tmp_path: Path, store: str, verb: Verb, name: str) -> None:
    (tmp_path / name).touch(0o666)
    (tmp_path / name).chmod(0o666)
    verb(tmp_path / "dem", store, "")
    assert mode(tmp_path / "dem") == 0o600


@WRITING
@pytest.mark.usefixtures("umask")
def test_backups_and_tables_are_private(tmp_path: Path, store: str, verb: Verb) -> None:
    verb(tmp_path / "dem", store, "")
    assert mode(tmp_path / "dem") == 0o600


@WRITING
def test_failed_write_leaves_no_scratch_file(
    tmp_path: Path, store: str, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = {file.name for file in tmp_path.iterdir()}
    with pytest.raises(UserError, match="đĩa đã đầy"):
        verb(tmp_path / "dem", store, "")
    assert {file.name for file in tmp_path.iterdir()} == before


@pytest.mark.usefixtures("umask")
def test_figures_can_be_read_by_the_web_server(tmp_path: Path) -> None:
    folder = tmp_path / "thu-muc" / "so-lieu"
    FiguresFiles(folder).write(FIGURES, EMPTY, {"thong-ke.json": b"{}"})
    assert {mode(file) for file in folder.iterdir()} == {0o644}
    assert (mode(folder), mode(folder.parent)) == (0o755, 0o755)


def test_figures_do_not_follow_planted_links(tmp_path: Path, victim: Path) -> None:
    folder = tmp_path / "so-lieu"
    folder.mkdir()
    for name in (".so-lieu.json.new", "so-lieu.json"):
        (folder / name).symlink_to(victim)
    FiguresFiles(folder).write(FIGURES, EMPTY, {})
    assert victim.read_text() == "của người khác"
    assert not (folder / "so-lieu.json").is_symlink()


def test_scratch_figures_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    for name in (".so-lieu.json.x1y2.new", ".khac.new"):
        (tmp_path / name).touch()
    FiguresFiles(tmp_path).write(FIGURES, EMPTY, {})
    assert {file.name for file in tmp_path.iterdir() if file.name.startswith(".")} == {".khac.new"}


def test_closed_figures_folder_is_reported_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    folder = tmp_path / "số liệu"
    folder.mkdir(0o700)
    files = FiguresFiles(folder)
    files.write(FIGURES, EMPTY, {})
    files.write(FIGURES, EMPTY, {"thong-ke.json": b"{}"})
    (message,) = caplog.messages
    assert message.endswith(f"Hãy chạy: chmod 755 '{folder}'")


@pytest.mark.usefixtures("umask")
def test_all_files_of_the_store_are_private(store: str) -> None:
    modes = {file.name: mode(file) for file in Path(store).parent.glob("dem.sqlite3*")}
    assert modes.keys() >= {"dem.sqlite3", "dem.sqlite3-shm", "dem.sqlite3-wal", "dem.sqlite3.lock"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    "verb",
    [
        lambda file: verbs.adjust("5", "thử", file, ""),
        lambda file: verbs.create(file, "", ""),
        lambda file: sqlite_store(Path(file)).open(),
    ],
)
@pytest.mark.parametrize("content", ["<!doctype html>" * 100, "a database"])
def test_mode_of_another_programs_file_is_kept(
    victim: Path, verb: Callable[[str], object], content: str
) -> None:
    victim.write_text(content)
    if content == "a database":
        victim.unlink()
        with closing(sqlite3.connect(victim, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE things (name TEXT)")
    victim.chmod(0o644)
    with pytest.raises(UserError, match="không phải tệp dữ liệu"):
        verb(str(victim))
    assert mode(victim) == 0o644


def test_store_open_to_others_is_closed(database: Path, clock: FakeClock) -> None:
    store = sqlite_store(database, clock=clock)
    store.open()
    store.close()
    for file in database.parent.glob("dem.sqlite3*"):
        file.chmod(0o666)
    store.count([View(b"an")], {})
    assert {mode(file) for file in database.parent.glob("dem.sqlite3*")} == {0o600}
    store.close()


@pytest.mark.parametrize("ending", ["", ".lock", ".lock-journal", "-wal", "-shm"])
def test_no_store_is_made_through_a_planted_link(
    database: Path, tmp_path: Path, clock: FakeClock, ending: str
) -> None:
    target = tmp_path / "elsewhere"
    database.with_name(database.name + ending).symlink_to(target)
    with pytest.raises(StoreUnavailable):
        sqlite_store(database, clock=clock).count([View(b"an")], {})
    assert not target.exists()


def test_existing_store_may_be_named_by_a_link(database: Path, clock: FakeClock) -> None:
    store = sqlite_store(database, clock=clock)
    store.count([View(b"an")], {})
    store.close()
    link = database.with_name("link.sqlite3")
    link.symlink_to(database)
    linked = sqlite_store(link, clock=clock)
    assert linked.count([], {}).figures.total == 1
    linked.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
def test_store_that_another_account_owns_is_not_used(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o777)
    planted = tmp_path / "dem.sqlite3"
    sqlite3.connect(planted).close()
    planted.touch()
    planted.chmod(0o666)
    os.chown(planted, 1234, 1234)
    os.seteuid(65534)
    try:
        with pytest.raises(StoreUnavailable, match="thuộc về một tài khoản khác"):
            sqlite_store(planted).open()
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda place: place.symlink_to("/dev/null")])
def test_store_is_a_regular_file(database: Path, make: Callable[[Path], None]) -> None:
    make(database)
    with pytest.raises(StoreUnavailable):
        sqlite_store(database).open()
