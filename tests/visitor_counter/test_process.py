"""The service as it really runs: a process of its own, killed without warning."""

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import FULL
from tests.machine import free_port
from tests.visitor_counter.conftest import FIREFOX
from tests.visitor_counter.redis_server import RedisServer
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
REDIS = pytest.param("redis", marks=pytest.mark.tools)
STORES = ["sqlite", REDIS] if FULL else ["sqlite"]
ROUNDS = int(os.environ.get("KILLS", "2"))  # 100 for a long look


@contextmanager
def service(
    database: Path, *options: str, healthy: bool = True, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "plugins.visitor_counter",
        "--port",
        str(port),
        "--store",
        str(database),
        "--create",
    ]
    process = subprocess.Popen(
        [*command, *options], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(process, address, healthy=healthy))
        yield process, address
    finally:
        if process.poll() is None:
            process.terminate()
        if process.stdout is not None and not process.stdout.closed:
            process.communicate(timeout=15)


def answers(process: subprocess.Popen[bytes], address: str, *, healthy: bool) -> bool:
    if process.poll() is not None:
        pytest.fail(f"the service did not start: {process.communicate()}")
    try:
        return httpx.get(f"{address}/luot-truy-cap/suc-khoe").status_code == 200 or not healthy
    except httpx.TransportError:
        return False


def send_view(client: httpx.Client, reader: int, *, nonce: str | None = None) -> httpx.Response:
    """One view by a reader of its own: the proxy that is trusted names another address each time."""
    return client.post(
        "/luot-truy-cap/xem",
        params={"trang": "/", "ma": nonce or secrets.token_hex(16)},
        headers={
            "user-agent": FIREFOX,
            "sec-fetch-site": "same-origin",
            "x-forwarded-for": f"100.{reader >> 16 & 63}.{reader >> 8 & 255}.{reader & 255}",
        },
    )


def total(address: str) -> int:
    return int(httpx.get(f"{address}/luot-truy-cap/so-lieu.json").json()["total"])


class Load:
    """Readers who each look once, from many addresses at a time; notes whose view was acknowledged."""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self._lock = threading.Lock()

    @contextmanager
    def running(self, address: str) -> Iterator[None]:
        """Load the service from four threads until the end of the context, or until it is gone."""
        enough = threading.Event()
        with ThreadPoolExecutor(4) as threads:
            tasks = [threads.submit(self._look_on, address, enough) for _ in range(4)]
            try:
                yield
            finally:
                enough.set()
                for task in tasks:
                    task.result()

    def wait_for(self, more: int) -> None:
        """Wait until so many more views have been acknowledged."""
        enough = len(self.acknowledged) + more
        wait_until(lambda: len(self.acknowledged) >= enough)

    def send_the_rest_again(self, address: str) -> None:
        """Send each view again that was not acknowledged, under its old name and from another address."""
        with httpx.Client(base_url=address) as client:
            for reader in set(self.sent) - self.acknowledged:
                answer = send_view(client, reader + 2_000_000, nonce=self.sent[reader])
                assert answer.json()["counted"] is True

    def _look_on(self, address: str, enough: threading.Event) -> None:
        with httpx.Client(base_url=address, timeout=15) as client:
            while not enough.is_set():
                with self._lock:
                    reader = len(self.sent)
                    self.sent[reader] = secrets.token_hex(16)
                try:
                    answer = send_view(client, reader, nonce=self.sent[reader])
                except httpx.TransportError:
                    return
                if answer.status_code == 200 and answer.json()["counted"]:
                    self.acknowledged.add(reader)


@pytest.mark.long
@pytest.mark.parametrize("store", STORES)
def test_kill_9_loses_and_doubles_no_view(request: pytest.FixtureRequest, tmp_path: Path, store: str) -> None:
    load, chance, options = Load(), random.Random(), ["--trusted-proxy", "127.0.0.1"]
    if store == "redis":
        server = request.getfixturevalue("redis_server")
        options += ["--store", server.url, "--prefix", secrets.token_hex(4)]
    for _ in range(ROUNDS):
        with service(tmp_path / "dem.sqlite3", *options) as (process, address):
            assert len(load.acknowledged) <= total(address) <= len(load.sent)
            with load.running(address):
                load.wait_for(chance.randint(1, 60))
                time.sleep(chance.random() / 50)
                process.kill()
    with service(tmp_path / "dem.sqlite3", *options) as (_, address):
        assert ROUNDS <= len(load.acknowledged) <= total(address) <= len(load.sent)
        load.send_the_rest_again(address)
        assert total(address) == len(load.sent)
    print(f"{ROUNDS} kills, {len(load.sent)} sent, {len(load.acknowledged)} acknowledged")


@pytest.mark.long
@pytest.mark.tools
def test_redis_kill_loses_no_acknowledged_view(tmp_path: Path) -> None:
    load, chance, prefix = Load(), random.Random(), secrets.token_hex(4)
    with (
        RedisServer(tmp_path) as server,
        service(
            tmp_path / "none", "--trusted-proxy", "127.0.0.1", "--store", server.url, "--prefix", prefix
        ) as (_, address),
    ):
        for _ in range(ROUNDS):
            with load.running(address):
                load.wait_for(chance.randint(1, 60))
                time.sleep(chance.random() / 50)
                server.kill()
                server.start()
                load.wait_for(1)
            assert len(load.acknowledged) <= total(address) <= len(load.sent)
        load.send_the_rest_again(address)
        assert total(address) == len(load.sent)
    print(f"{ROUNDS} kills, {len(load.sent)} sent, {len(load.acknowledged)} acknowledged")


@pytest.mark.long
def test_no_address_or_user_agent_on_disk_or_in_log(tmp_path: Path) -> None:
    database = tmp_path / "dem.sqlite3"
    with service(database, "--trusted-proxy", "127.0.0.1", "--figures-folder", str(tmp_path / "so-lieu")) as (
        process,
        address,
    ):
        with httpx.Client(base_url=address) as client:
            for reader in range(50):
                assert send_view(client, reader).status_code == 200
            client.get("/luot-truy-cap/khac", headers={"user-agent": FIREFOX})
        process.send_signal(signal.SIGKILL)
        written = b"".join(process.communicate())
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for trace in (b"Firefox", b"Mozilla", b"100.0.0.", bytes([100, 0, 0, 7]), b"127.0.0.1"):
        assert trace not in kept
    for trace in (b"Firefox", b"100.0.0.", b"/xem"):
        assert trace not in written


@pytest.mark.long
def test_malformed_http_does_no_harm(tmp_path: Path) -> None:
    with service(tmp_path / "dem.sqlite3") as (process, address):
        port = int(address.rpartition(":")[2])
        for nonsense in (
            b"\x00" * 5000,
            b"GET\r\n\r\n",
            b"POST /luot-truy-cap/xem HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            b"POST /luot-truy-cap/xem HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\nzz",
            b"GET /luot-truy-cap/ HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
            b"GET /luot-truy-cap/xem HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            b"GET /luot-truy-cap/so-lieu.svg?" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
                wire.sendall(nonsense)
                wire.shutdown(socket.SHUT_WR)
                answer = wire.recv(4096)
            assert b"Traceback" not in answer
            assert not answer.startswith(b"HTTP/1.1 5")
        assert total(address) == 0
        assert ends_in_good_order(process, signal.SIGTERM)


def ends_in_good_order(process: subprocess.Popen[bytes], sent: signal.Signals) -> bool:
    """Send a signal; return whether the service ends with status 0 and has logged no warning or error."""
    process.send_signal(sent)
    said = process.communicate(timeout=15)[1].decode()
    return process.returncode == 0 and all(" INFO " in line for line in said.splitlines())


@pytest.mark.long
def test_no_proxy_is_trusted_that_was_not_named(tmp_path: Path) -> None:
    with service(tmp_path / "dem.sqlite3") as (process, address):
        with httpx.Client(base_url=address) as client:
            send_view(client, 1)
            assert send_view(client, 2).json()["total"] == 1
        assert ends_in_good_order(process, signal.SIGINT)
