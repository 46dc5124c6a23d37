import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from plugins.errors.issue import UserError
from plugins.preview.listening import listen
from plugins.preview.server import serve
from tests.machine import free_port
from tests.preview.conftest import ROOT, Served


@contextmanager
def taken(family: socket.AddressFamily, host: str) -> Iterator[int]:
    with socket.create_server((host, 0), family=family) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_port_in_use_suggests_another(family: socket.AddressFamily, host: str) -> None:
    with taken(family, host) as port, pytest.raises(UserError) as caught:
        listen(port)
    assert f"Cổng mạng (port) {port} đang được chương trình khác dùng" in str(caught.value)
    assert f"--port {port + 1}" in str(caught.value)


def test_port_in_use_exits_with_1_without_traceback(start: Callable[..., Served]) -> None:
    with taken(socket.AF_INET, "127.0.0.1") as port:
        served = start(port=port, ready=False)
        assert served.process.wait(timeout=20) == 1
    assert served.stderr.startswith(f"Cổng mạng (port) {port} đang được chương trình khác dùng")
    assert "Traceback" not in served.stderr
    assert not (served.folder / "log.txt").exists(), "nothing is built for nothing"


@pytest.mark.long
def test_second_preview_on_the_port_fails(start: Callable[..., Served], tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.txt").write_text("CHẬM 60")
    port = free_port()
    first = start(tmp_path, port=port, ready=False)
    first.wait_for_words("Đang dựng trang")
    second = start(tmp_path / "second", port=port, ready=False)
    assert second.process.wait(timeout=20) == 1


@pytest.mark.long
def test_port_is_free_after_stop(start: Callable[..., Served]) -> None:
    first = start()
    first.get("/")
    assert first.stop()[0] == 0
    assert start(port=first.port).get("/").status == 200


@pytest.mark.parametrize("port", [-1, 65536, 80_000])
def test_invalid_port_is_reported(port: int) -> None:
    with pytest.raises(UserError, match=f"Không có cổng mạng {port}"):
        listen(port)


def test_both_sockets_share_one_free_port() -> None:
    sockets = listen(0)
    try:
        port = sockets[0].getsockname()[1]
        assert [each.getsockname()[1] for each in sockets] == [port, port]
        with pytest.raises(UserError, match="đang được chương trình khác dùng"):
            listen(port)
    finally:
        for each in sockets:
            each.close()


def test_missing_watched_path_is_reported_before_build(tmp_path: Path) -> None:
    def build() -> NoReturn:
        raise AssertionError

    with pytest.raises(UserError, match=f"Không có {tmp_path}/agency.yaml"):
        serve(build, tmp_path / "output", [tmp_path, tmp_path / "agency.yaml"], port=0)


@pytest.mark.tools
def test_without_ipv6_only_ipv4_is_used(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare (util-linux) and ip (iproute2) are not installed")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.txt").write_text("một")
    (tmp_path / "agency.yaml").touch()
    script = """
        echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
        ip link set lo up
        "$0" -m tests.preview.one_preview "$1" 8000 > "$1/said.txt" 2>&1 &
        for _ in $(seq 100); do grep -q Ctrl+C "$1/said.txt" && break; sleep 0.1; done
        "$0" -c 'import urllib.request as u; print(u.urlopen("http://127.0.0.1:8000/").status)'
        kill -INT $!
        wait $!
        cat "$1/said.txt"
    """
    process = subprocess.run(
        ["unshare", "--map-root-user", "--net", "sh", "-euc", script, sys.executable, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unshare failed" in process.stderr:
        pytest.skip("this machine does not let us make a network")
    assert process.returncode == 0, process.stderr
    assert process.stdout.startswith("200\n")
    assert "máy này không có IPv6" in process.stdout
