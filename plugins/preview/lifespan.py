"""Start and stop the counter with the ASGI lifespan protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message

from plugins.errors.issue import UserError

_SHUTDOWN_SECONDS = 5.0


@asynccontextmanager
async def lifespan(app: ASGIApp | None, state: dict[str, Any]) -> AsyncIterator[None]:
    """Start `app` before the block and shut it down afterwards; `state` is its lifespan state, which it may fill.

    An application that does not support the protocol is used without it. Raises UserError with the
    application's message if it fails to start.
    """
    if app is None:
        yield
        return
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    task = asyncio.ensure_future(app(scope, to_app.get, from_app.put))
    try:
        await to_app.put({"type": "lifespan.startup"})
        answer = await _answer(from_app, task)
        if answer is not None and answer["type"] == "lifespan.startup.failed":
            raise UserError(f"Bộ đếm lượt truy cập không khởi động được: {answer.get('message', '')}")
        try:
            yield
        finally:
            await to_app.put({"type": "lifespan.shutdown"})
            await asyncio.wait([task], timeout=_SHUTDOWN_SECONDS)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _answer(from_app: asyncio.Queue[Message], task: asyncio.Future[None]) -> Message | None:
    answer = asyncio.ensure_future(from_app.get())
    either: list[asyncio.Future[Any]] = [answer, task]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if answer.done():
        return answer.result()
    answer.cancel()
    return None
