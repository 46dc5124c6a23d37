import asyncio
from pathlib import Path

import pytest
import uvicorn

from plugins.visitor_counter import punctual
from plugins.visitor_counter.service import Settings, create_app

pytestmark = pytest.mark.anyio
WHOLE = b"GET /luot-truy-cap/so-lieu.json HTTP/1.1\r\nHost: a\r\n\r\n"


async def first_line(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(3):
        line = await reader.readline()
        while (await reader.readline()).strip():
            pass
        return line


async def test_a_request_that_never_comes_is_let_go_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(punctual, "PATIENCE_SECONDS", 0.3)
    app = create_app(Settings(database=tmp_path / "dem.sqlite3"))
    config = uvicorn.Config(
        app, port=0, lifespan="on", ws="none", http=punctual.PunctualProtocol, log_config=None
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    silent, silent_writer = await asyncio.open_connection("127.0.0.1", port)
    half, half_writer = await asyncio.open_connection("127.0.0.1", port)
    half_writer.write(WHOLE[:30])
    again, again_writer = await asyncio.open_connection("127.0.0.1", port)
    again_writer.write(WHOLE)
    assert await first_line(again) == b"HTTP/1.1 200 OK\r\n"
    again_writer.write(WHOLE[:30])
    slow, slow_writer = await asyncio.open_connection("127.0.0.1", port)
    for byte in WHOLE:
        slow_writer.write(bytes([byte]))
        await asyncio.sleep(0.1 / len(WHOLE))
    assert await first_line(slow) == b"HTTP/1.1 200 OK\r\n"
    async with asyncio.timeout(5):
        assert await silent.read() == b""
        assert await half.read() == b""
        await again.read()
    for writer in (silent_writer, half_writer, again_writer, slow_writer):
        writer.close()
    server.should_exit = True
    await serving
