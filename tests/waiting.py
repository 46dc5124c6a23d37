"""Wait for a condition instead of a fixed time."""

import asyncio
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.01


def wait_until(happened: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until `happened` returns a true value. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(PAUSE_SECONDS)


async def happens(happened: Callable[[], object], *, seconds: float = 20) -> None:
    """Let other tasks run until `happened` returns a true value. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0)
