import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from plugins.visitor_counter.service import punctual
from plugins.visitor_counter.service.application import Settings, create_app
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Counted
from tests.visitor_counter.conftest import FIREFOX

pytestmark = pytest.mark.anyio
VIEW = (
    b"POST /luot-truy-cap/xem?trang=/&ma=%s HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n"
    b"User-Agent: %s\r\nContent-Length: 0\r\n\r\n"
) % (b"0" * 32, FIREFOX.encode())
WHOLE = b"GET /luot-truy-cap/so-lieu.json HTTP/1.1\r\nHost: a\r\n\r\n"


@asynccontextmanager
async def serving(database: Path) -> AsyncIterator[uvicorn.Server]:
    app = create_app(Settings(store=database, create=True))
    config = uvicorn.Config(
        app,
        port=0,
        lifespan="on",
        ws="none",
        http=punctual.PunctualProtocol,
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        server.should_exit = True
        await task


class Connection:
    """One connection to the server, with the server's own end of it at hand."""

    def __init__(self, server: uvicorn.Server) -> None:
        self.server = server

    async def open(self) -> "Connection":
        known = set(self.server.server_state.connections)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        while not self.server.server_state.connections - known:
            await asyncio.sleep(0.001)
        (self.end,) = self.server.server_state.connections - known
        return self

    async def answer(self) -> bytes:
        self.writer.write(WHOLE)
        answer = await self.reader.readuntil(b"}")
        while not self.end.cycle.response_complete:
            await asyncio.sleep(0.001)
        return answer

    async def half(self) -> None:
        """Send the beginning of a request, and see that it has come."""
        before = self.end._unread
        self.writer.write(WHOLE[:30])
        while self.end._unread == before:
            await asyncio.sleep(0.001)

    @property
    def let_go(self) -> bool:
        return bool(self.end.transport.is_closing())


async def test_who_sends_nothing_is_let_go_by_and_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(punctual, "PATIENCE_SECONDS", 0.05)
    async with serving(tmp_path / "dem.sqlite3") as server:
        silent = await Connection(server).open()
        async with asyncio.timeout(60):
            assert await silent.reader.read() == b""
        silent.writer.close()


async def test_half_a_request_is_let_go_and_a_whole_one_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path / "dem.sqlite3") as server:
        half, busy, again = [await Connection(server).open() for _ in range(3)]
        await half.half()
        half.end._look(None)
        assert half.let_go
        assert (await busy.answer()).startswith(b"HTTP/1.1 200 OK")
        busy.end._look(None)
        assert not busy.let_go
        await again.answer()
        before = again.end.cycle
        assert (await again.answer()).startswith(b"HTTP/1.1 200 OK")
        again.end._look(before)
        assert not again.let_go
        await again.half()
        again.end._look(again.end.cycle)
        assert again.let_go
        for connection in (half, busy, again):
            connection.writer.close()


async def test_a_request_that_is_being_answered_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow_count(store: SQLiteStore, *told: Any) -> Counted:
        go.wait(20)
        return count(store, *told)

    async with serving(tmp_path / "dem.sqlite3") as server:
        count = SQLiteStore.count
        monkeypatch.setattr(SQLiteStore, "count", slow_count)
        slow = await Connection(server).open()
        slow.writer.write(VIEW)
        while slow.end.cycle is None:
            await asyncio.sleep(0.001)
        slow.end._look(slow.end.cycle)
        assert not slow.let_go
        go.set()
        assert (await slow.reader.readline()).startswith(b"HTTP/1.1 200")
        slow.writer.close()


async def test_a_head_without_end_is_let_go_before_it_fills_the_memory(tmp_path: Path) -> None:
    async with serving(tmp_path / "dem.sqlite3") as server:
        endless = await Connection(server).open()
        sent = 0
        endless.writer.write(WHOLE[:-2])
        with contextlib.suppress(ConnectionError):
            while not endless.let_go and sent < 100 * punctual.MOST_BYTES:
                endless.writer.write(b"X: " + b"x" * 1000 + b"\r\n")
                await endless.writer.drain()
                await asyncio.sleep(0)
                sent += 1005
        assert endless.let_go
        endless.writer.close()
        many = await Connection(server).open()
        for _ in range(100):
            assert (await many.answer()).startswith(b"HTTP/1.1 200 OK")
        assert not many.let_go
        many.writer.close()


async def test_a_head_that_comes_at_once_may_not_be_longer_either(tmp_path: Path) -> None:
    async with serving(tmp_path / "dem.sqlite3") as server:
        long = await Connection(server).open()
        long.writer.write(WHOLE[:-2] + b"X: " + b"x" * 2 * punctual.MOST_BYTES + b"\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert b" 200 " not in await long.reader.read()
        long.writer.close()


async def test_an_answer_to_head_comes_without_a_body_and_the_next_one_as_well(tmp_path: Path) -> None:
    async with serving(tmp_path / "dem.sqlite3") as server:
        asking = await Connection(server).open()
        for _ in range(2):
            asking.writer.write(WHOLE.replace(b"GET", b"HEAD"))
            async with asyncio.timeout(10):
                head = await asking.reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK")
        assert (await asking.answer()).startswith(b"HTTP/1.1 200 OK")  # nothing of a body came in between
        asking.writer.close()


async def test_requests_that_do_not_wait_for_their_answers_end_the_connection(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path / "dem.sqlite3") as server:
        hasty = await Connection(server).open()
        end = hasty.end
        hasty.writer.write(WHOLE * 200)
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionError):
                while await hasty.reader.read(65_536):
                    pass
        hasty.writer.close()
        assert not end.pipeline
        assert server.server_state.total_requests < 10
        patient = await Connection(server).open()
        assert (await patient.answer()).startswith(b"HTTP/1.1 200 OK")
        patient.writer.close()
    assert "Traceback" not in caplog.text


async def test_who_does_not_read_the_answers_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(punctual, "PATIENCE_SECONDS", 0.1)
    async with serving(tmp_path / "dem.sqlite3") as server:
        deaf = await Connection(server).open()
        end = deaf.end
        end.transport.write(b"x" * 50_000_000)  # more than the system's buffers hold
        end.transport.close()
        async with asyncio.timeout(30):
            while end in server.server_state.connections:
                await asyncio.sleep(0.01)
        deaf.writer.close()
