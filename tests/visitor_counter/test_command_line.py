"""Errors on the command line: one line in Vietnamese, the exit status, no traceback."""

import os
import re
import shlex
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.server.settings import Server
from plugins.server.units import unit_files
from plugins.visitor_counter.__main__ import main
from plugins.visitor_counter.command_line import parsed
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.sqlite.errors import LAYOUT, OF_SQLITE, REPLACED, TAKEN
from plugins.visitor_counter.stores.store import StoreUnavailable
from tests.visitor_counter.conftest import sqlite_store
from tests.visitor_counter.test_process import ROOT

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Call the program; return its exit status and the one line that it prints."""

    def run(*options: str) -> tuple[int, str]:
        status = main(options)
        said = capsys.readouterr()
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert line.startswith("Lỗi: ")
        return status, line

    return run


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        (["--opening-total", "1.00"], "--opening-total: viết một số từ 0 đến"),
        (["--opening-total", "7,448,251"], 'không phải "7,448,251"'),
        (["--opening-total", "1_000"], "viết một số"),
        (["--opening-total", "-5"], "viết một số"),
        (["--opening-total", ""], "viết một số"),
        (["--opening-total", "1e6"], "viết một số"),
        (["--opening-total", "٣"], "viết một số"),
        (["--opening-total", "1000000000001"], "từ 0 đến 1000000000000"),
        (["--ceiling", "0"], "viết một số từ 1"),
        (["--port", "0"], "viết một số từ 1 đến 65535"),
        (["--port", "70000"], "viết một số từ 1 đến 65535"),
        (["--port"], "--port: thiếu giá trị"),
        (["--databse", "x"], "không có tùy chọn --databse"),
        (["--data", "x"], "không có tùy chọn --data"),
    ],
)
def test_invalid_option_is_reported(options: list[str], reported: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reported)) as error:
        parsed(options)
    assert "\n" not in str(error.value)


def test_excessive_opening_total_is_rejected() -> None:
    with pytest.raises(ValueError, match="Tổng ban đầu phải từ 0 đến"):
        create_app(Settings(opening_total=10**19))


def test_wrong_use_ends_with_2_and_leaves_nothing_behind(command: Command, tmp_path: Path) -> None:
    database = ("--store", str(tmp_path / "dem.sqlite3"))
    status, line = command(*database, "--opening-total", "nhiều")
    assert (status, "--opening-total: viết một số" in line) == (2, True)
    status, line = command(*database, "--time-zone", "Asia/Hanoi")
    assert (status, "Không có múi giờ" in line) == (2, True)
    status, line = command(*database, "--trusted-proxy", "nginx")
    assert (status, line.endswith("không phải 'nginx'")) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_process_ends_with_that_status_and_no_trace() -> None:
    command = [sys.executable, "-m", "plugins.visitor_counter", "--opening-total", "nhiều"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)


def test_trouble_with_the_file_names_no_flag_of_one_program() -> None:
    """`invoke serve` prints them too, and has other options."""
    reported = [*OF_SQLITE.values(), TAKEN, REPLACED, LAYOUT]
    assert [words for words in reported if "--" in words] == []


def test_service_starts_without_pelican() -> None:
    names = "plugins.visitor_counter.__main__, plugins.preview.server, sys"
    command = [sys.executable, "-c", f"import {names}; print('pelican' in sys.modules)"]
    assert subprocess.check_output(command, cwd=ROOT, text=True) == "False\n"


def test_program_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "--trusted-proxy" in capsys.readouterr().out


def test_port_that_is_taken_is_named(command: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, line = command("--port", str(port), "--create", "--store", str(tmp_path / "dem.sqlite3"))
    assert (status, f"cổng mạng {port}: đang có chương trình khác dùng" in line) == (1, True)


def test_host_that_is_not_this_machines_is_named(command: Command, tmp_path: Path) -> None:
    for host in ("192.0.2.1", "not a name"):
        status, line = command("--host", host, "--create", "--store", str(tmp_path / "dem.sqlite3"))
        assert (status, "hãy sửa --host" in line) == (1, True)


def test_database_in_use_is_named(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    database = tmp_path / "dem.sqlite3"
    store = sqlite_store(database, opening_total=1_234_567)
    store.open()
    status, line = command("--store", str(database))
    assert (status, f"--store {database}: một bộ đếm khác đang dùng tệp này" in line) == (1, True)
    store.close()


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        ("khong-co/../../../proc/none/dem.sqlite3", "không tạo được ở chỗ này"),
        ("", "có một thư mục ở chỗ lẽ ra là tệp"),
        ("tep/dem.sqlite3", "có một tệp ở chỗ lẽ ra là thư mục"),
        ("tep", "không phải tệp dữ liệu của bộ đếm"),
    ],
)
def test_place_that_cannot_be_is_named(tmp_path: Path, name: str, reported: str) -> None:
    (tmp_path / "tep").write_text("ghi chép, không phải tệp dữ liệu\n" * 100, encoding="utf-8")
    database = Path("/proc/none/dem.sqlite3") if "proc" in name else tmp_path / name
    with pytest.raises(StoreUnavailable, match=reported):
        sqlite_store(database).open()


def test_database_that_another_program_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    database = tmp_path / "dem.sqlite3"
    store = sqlite_store(database)
    store.open()
    store.close()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="một chương trình khác đang khóa tệp"):
        store.open()
    other.close()
    store.open()
    store.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
@pytest.mark.parametrize("there", [False, True])
def test_database_that_may_not_be_written_is_named(tmp_path: Path, *, there: bool) -> None:
    store = sqlite_store(tmp_path / "dem.sqlite3")
    if there:
        store.open()
        store.close()
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        with pytest.raises(StoreUnavailable, match="không có quyền"):
            store.open()
    finally:
        os.seteuid(0)


def test_systemd_unit_options_and_paths() -> None:
    unit = unit_files(Server("https://tanhlinh.example"))["/etc/systemd/system/trang-tin-bo-dem.service"]
    (command,) = re.findall(r"^ExecStart=((?:[^\\\n]|\\\n)*)", unit, re.MULTILINE)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[1:3] == ["-m", "plugins.visitor_counter"]
    chosen = parsed(words[3:])
    for place in (chosen.store, str(chosen.figures_folder)):
        assert place.startswith("/var/lib/trang-tin/")
    assert "StateDirectory=trang-tin" in unit.splitlines()
    assert str(chosen.socket) == "/run/trang-tin/bo-dem.sock"
    assert not chosen.create, "a mistyped --store would count from 0 without a word"
