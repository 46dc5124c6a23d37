"""Benchmarks of the visitor counter; the application here is the baseline for the speed of an ASGI server."""

from typing import Any


async def empty_application(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request with an empty page."""
    if scope["type"] == "lifespan":
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
