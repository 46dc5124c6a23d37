"""The service on a Unix socket: who may connect is believed, and nobody else can invent readers."""

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from plugins.errors.issue import UserError
from plugins.serving.client_address import Proxies, client_address
from plugins.serving.listening import listening_at
from plugins.visitor_counter.__main__ import main
from plugins.visitor_counter.command_line import parsed
from tests.machine import free_port
from tests.nginx import nginx
from tests.visitor_counter.conftest import FIREFOX, Browser, Serve
from tests.visitor_counter.test_process import ROOT
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")
HEALTH = "/luot-truy-cap/suc-khoe"
BLOCK = """location /luot-truy-cap/ {{
    proxy_pass http://unix:{socket}; proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
}}"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, which nginx's workers may enter."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


@contextmanager
def service(place: Path, *, mask: int = 0o022) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service on the socket `place` until the end of the context, or until it is killed."""
    command = [sys.executable, "-m", "plugins.visitor_counter", "--socket", str(place), "--create"]
    command += ["--store", str(place.with_name("dem.sqlite3"))]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, umask=mask)
    try:
        wait_until(lambda: process.poll() is not None or healthy(place))
        assert process.poll() is None, process.communicate()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=15)


def client_at(place: Path) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(uds=str(place)), base_url="http://cong.example")


def healthy(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(place))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    with client_at(place) as client:
        return client.get(HEALTH).status_code == 200


def send_view(client: httpx.Client, forwarded_for: str | None) -> dict[str, object]:
    headers = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin"}
    headers |= {"x-forwarded-for": forwarded_for} if forwarded_for else {}
    view = {"trang": "/", "ma": secrets.token_hex(16)}
    answer = client.post("/luot-truy-cap/xem", params=view, headers=headers)
    reported: dict[str, object] = answer.json()
    return reported


@pytest.mark.long
def test_readers_are_told_apart_behind_a_socket(folder: Path) -> None:
    place = folder / "bo-dem.sock"
    with service(place, mask=0o000):
        assert stat.S_IMODE(place.lstat().st_mode) == 0o660
        with client_at(place) as client:
            assert send_view(client, "198.51.100.1")["total"] == 1
            assert send_view(client, "203.0.113.5, 198.51.100.2")["total"] == 2
            assert send_view(client, "203.0.113.6, 198.51.100.2")["total"] == 2
            assert send_view(client, None)["counted"] is False
    assert not place.exists()


@pytest.mark.long
def test_socket_of_killed_and_running_service(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    place = folder / "bo-dem.sock"
    with service(place) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert place.is_socket()
    with service(place, mask=0o077):
        assert stat.S_IMODE(place.lstat().st_mode) == 0o660
        assert main(["--socket", str(place), "--create", "--store", str(folder / "khac.sqlite3")]) == 1
        assert "một dịch vụ khác đang dùng" in capsys.readouterr().err
        assert healthy(place)


@pytest.mark.tools
def test_nginx_asks_over_the_socket(folder: Path) -> None:
    place, port = folder / "bo-dem.sock", free_port()
    block = BLOCK.format(socket=place)
    with service(place):
        if os.geteuid() == 0:  # nginx's workers run as nobody here
            os.chown(place, -1, 65534)
        with (
            nginx(folder, port, f"server {{ listen 127.0.0.1:{port}; {block} }}"),
            httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            for invented in ("198.51.100.1", "198.51.100.2"):
                assert send_view(client, invented)["counted"] is True
            assert send_view(client, None)["total"] == 1
    assert not place.exists()


@pytest.mark.parametrize(
    ("forwarded_for", "reader"),
    [
        ("198.51.100.1", bytes([198, 51, 100, 1])),
        ("203.0.113.9, 198.51.100.1", bytes([198, 51, 100, 1])),
        ("198.51.100.1, 10.0.0.1", bytes([198, 51, 100, 1])),  # a named proxy in front of the web server
        ("", None),
        ("unix:", None),
        ("198.51.100.1, unknown", None),
    ],
)
def test_last_address_named_is_the_readers(forwarded_for: str, reader: bytes | None) -> None:
    ours = Proxies(["10.0.0.0/8"])
    assert client_address("", forwarded_for, ours, peer_is_proxy=True) == reader


@pytest.mark.anyio
async def test_only_a_socket_makes_a_peer_without_address_believed(serve: Serve, tmp_path: Path) -> None:
    async with serve(peer="", store=tmp_path / "1.sqlite3") as client:
        answer = await Browser(client).view(headers={"x-forwarded-for": "198.51.100.1"})
        assert answer.json()["counted"] is False
    async with serve(peer="", socket=tmp_path / "s", store=tmp_path / "2.sqlite3") as client:
        answer = await Browser(client).view(headers={"x-forwarded-for": "198.51.100.1"})
        assert answer.json()["counted"] is True


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_sockets_mode_holds_whatever_the_umask(folder: Path, mask: int) -> None:
    with umask(mask), listening_at(folder / "s"):
        assert stat.S_IMODE((folder / "s").lstat().st_mode) == 0o660
        assert stat.S_IMODE((folder / "s.lock").lstat().st_mode) == 0o600
        assert os.umask(mask) == mask


def test_stale_socket_is_replaced(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(folder / "s"))
    with listening_at(folder / "s"), socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(folder / "s"))


def test_socket_in_use_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.visitor_counter.stores.sqlite.file.BUSY_SECONDS", 0.05)
    with listening_at(folder / "s"):
        with pytest.raises(UserError, match="một dịch vụ khác đang dùng"), listening_at(folder / "s"):
            pass
        assert (folder / "s").is_socket()


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda place: place.symlink_to("khac")])
def test_what_is_no_socket_is_left_alone(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "s")
    with pytest.raises(UserError, match="không phải socket"), listening_at(folder / "s"):
        pass
    assert os.path.lexists(folder / "s")
    assert not (folder / "khac").exists()


def test_socket_that_replaced_ours_is_not_removed(folder: Path) -> None:
    with listening_at(folder / "s"):
        (folder / "s").unlink()
        (folder / "s").touch()
    assert (folder / "s").is_file()


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        ("a" * 107, "nhiều nhất là 107"),
        ("ổ" * 40, "nhiều nhất là 107"),
        ("khong-co/s", "RuntimeDirectory="),
    ],
)
def test_path_that_cannot_be_is_named(folder: Path, name: str, reported: str) -> None:
    with pytest.raises(UserError, match=reported), listening_at(folder / name):
        pass


def test_path_of_107_bytes_is_not_too_long(folder: Path) -> None:
    longest = folder / ("a" * (106 - len(os.fsencode(folder))))
    with listening_at(longest):
        assert len(os.fsencode(longest)) == 107
        assert longest.is_socket()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
def test_folder_that_may_not_be_written_is_named(folder: Path) -> None:
    os.seteuid(65534)
    try:
        with pytest.raises(UserError, match="không có quyền"), listening_at(folder / "s"):
            pass
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("other", [("--port", "8001"), ("--host", "127.0.0.1")])
def test_socket_stands_in_place_of_a_port(other: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="--socket thay cho"):
        parsed(["--socket", "/run/trang-tin/bo-dem.sock", *other])
    chosen = parsed([])
    assert (chosen.host, chosen.port, chosen.socket) == ("127.0.0.1", 8001, None)
