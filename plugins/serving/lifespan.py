"""ASGI's lifespan events: a service runs between them (https://asgi.readthedocs.io/en/latest/specs/lifespan.html)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.types import Receive, Send


async def handle_lifespan(
    running: Callable[[], AbstractAsyncContextManager[None]],
    receive: Receive,
    send: Send,
    *failures: type[Exception],
) -> None:
    """Run a service between the events of startup and shutdown; `failures` are reported to the server with their message."""
    await receive()
    try:
        async with running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
    except failures as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
    else:
        await send({"type": "lifespan.shutdown.complete"})
