"""An application that answers nothing, for the server below it to be measured."""

from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request with an empty page."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
