"""The beginning and the end of the counter's life, told to it as ASGI's lifespan protocol says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message

from plugins.preview.errors import PreviewError

_PATIENCE = 5.0


@asynccontextmanager
async def living(app: ASGIApp | None, state: dict[str, Any]) -> AsyncIterator[None]:
    """Start the application, let it live while the block runs, and shut it down; it may fill its `state`.

    An application that does not know the protocol is served without. Raises PreviewError with the
    application's own words when it says that it cannot start.
    """
    if app is None:
        yield
        return
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    life = asyncio.ensure_future(app(scope, to_app.get, from_app.put))
    try:
        await to_app.put({"type": "lifespan.startup"})
        answer = await _answer(from_app, life)
        if answer is not None and answer["type"] == "lifespan.startup.failed":
            raise PreviewError(f"Bộ đếm lượt truy cập không khởi động được: {answer.get('message', '')}")
        try:
            yield
        finally:
            await to_app.put({"type": "lifespan.shutdown"})
            await asyncio.wait([life], timeout=_PATIENCE)
    finally:
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)


async def _answer(from_app: asyncio.Queue[Message], life: asyncio.Future[None]) -> Message | None:
    answer = asyncio.ensure_future(from_app.get())
    either: list[asyncio.Future[Any]] = [answer, life]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if answer.done():
        return answer.result()
    answer.cancel()
    return None
