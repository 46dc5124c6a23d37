"""systemd hears that a service has started, and goes on hearing only while its event loop answers."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from plugins.serving import process, watchdog
from plugins.serving.listening import listening_on
from plugins.serving.process import serving
from tests.machine import free_port

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket on which systemd listens."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


async def stuck(_request: object) -> None:
    """Block the event loop, as a pattern that takes exponential time does."""
    time.sleep(2)


def waiting(systemd: socket.socket) -> int:
    """Return how many notices have come that were not read."""
    systemd.settimeout(0)
    number = 0
    with suppress(BlockingIOError):
        while systemd.recv(100):
            number += 1
    return number


def test_notices_stop_while_the_service_is_stuck(
    systemd: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SECONDS", 0)
    app = Starlette(routes=[Route("/", stuck)])
    with listening_on("127.0.0.1", free_port()) as listener, serving(app, listener):
        for _ in range(2):
            assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
        with socket.create_connection(listener.getsockname()) as request:
            request.sendall(b"GET / HTTP/1.0\r\n\r\n")
            time.sleep(0.3)
            waiting(systemd)
            time.sleep(1.2)
            assert waiting(systemd) == 0


def test_service_without_systemd_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("", str(tmp_path / "missing")):
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        asyncio.run(watchdog.notify())
