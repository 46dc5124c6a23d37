"""A disk that is full, that may not be written, and one that lost its power in the midst of a commit."""

import contextlib
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugins.visitor_counter.counting.state import View
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import FakeClock, sqlite_store

Mount = Callable[[str], Path]


def view(number: int) -> View:
    return View(b"%d" % number, number.to_bytes(16, "big"))


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a small disk of its own; only root may, as in CI."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(options: str) -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"may not mount a disk: {done.stderr.decode().strip()}")
        return place

    yield mounted
    while place.is_mount():
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(file: Path) -> None:
    """Write until the disk takes no more."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as written:
        while True:
            written.write(b"x" * 4096)


def counted_until_full(store: SQLiteStore) -> tuple[int, str]:
    """Count views until the store has a error; tells how many were acknowledged, and the error."""
    for number in range(1, 10_000):
        try:
            store.count([view(number)], {})
        except StoreUnavailable as error:
            return number - 1, str(error)
    raise AssertionError("the disk never was full")


def test_full_disk_loses_no_acknowledged_view(mount: Mount, clock: FakeClock) -> None:
    disk = mount("size=1m")
    store = sqlite_store(disk / "dem.sqlite3", clock.zone, clock=clock)
    store.count([view(0)], {})
    ballast = disk / "ballast"
    fill(ballast)
    more, error = counted_until_full(store)
    acknowledged = 1 + more
    assert "ổ đĩa đầy" in error
    ballast.unlink()
    assert store.count([], {}).figures.total == acknowledged
    new = [view(acknowledged), view(acknowledged + 1)]
    assert store.count(new, {}).figures.total == acknowledged + 2
    store.close()


def test_read_only_disk_until_writable(mount: Mount, clock: FakeClock) -> None:
    disk = mount("size=1m,ro")
    store = sqlite_store(disk / "dem.sqlite3", clock.zone, clock=clock)
    with pytest.raises(StoreUnavailable, match="chỉ cho đọc"):
        store.count([view(0)], {})
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert store.count([view(0)], {}).figures.total == 1
    store.close()


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Path]:
    """A real disk of its own that can fail: ext4 in a file."""
    image, place = tmp_path / "image", tmp_path / "failing"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(24 * 2**20)
    for command in (["mkfs.ext4", "-q", "-F", str(image)], ["mount", "-o", "loop", str(image), str(place)]):
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"may not mount a disk: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=False)


def test_acknowledged_views_survive_disk_failure(failing: Path, clock: FakeClock) -> None:
    """Linux makes a disk with a error read-only under those who write to it; `abort` is its own way to try that."""
    store = sqlite_store(failing / "dem.sqlite3", clock.zone, clock=clock)
    for number in range(20):
        store.count([view(number)], {})
    subprocess.run(["mount", "-o", "remount,abort", str(failing)], check=True)
    for said in ("ổ đĩa báo lỗi", "chỉ cho đọc"):
        with pytest.raises(StoreUnavailable, match=said):
            store.count([view(20)], {})
    subprocess.run(["umount", str(failing)], check=True)  # nothing of the counter keeps it busy
    subprocess.run(["mount", "-o", "loop", str(failing.parent / "image"), str(failing)], check=True)
    assert store.count([view(20)], {}).figures.total == 21
    store.close()


def test_acknowledged_views_survive_power_failure(tmp_path: Path, clock: FakeClock) -> None:
    """After each commit all of it is synced; of what is written then, any part may have reached the disk, or rubbish."""
    chance, database = random.Random(3), tmp_path / "dem.sqlite3"
    log = database.with_name("dem.sqlite3-wal")
    store = sqlite_store(database, clock.zone, clock=clock)
    store.count([], {})
    synced = [(database.read_bytes(), log.read_bytes())]
    for number in range(40):
        store.count([view(number)], {})
        synced.append((database.read_bytes(), log.read_bytes()))
    store.close()
    for acknowledged in range(40):
        (file, written), (_, later) = synced[acknowledged], synced[acknowledged + 1]
        cut = chance.randint(len(written), len(later)) if len(later) > len(written) else len(written)
        left = written + later[len(written) : cut] + chance.choice((b"", bytes(512), chance.randbytes(512)))
        place = tmp_path / f"{acknowledged}.sqlite3"
        place.write_bytes(file)
        place.with_name(place.name + "-wal").write_bytes(left)
        again = sqlite_store(place, clock.zone, clock=clock)
        assert again.count([], {}).figures.total in {acknowledged, acknowledged + 1}
        again.close()
