"""The clock that counting goes by, always passed in, so that a test can move it."""

import time
from collections.abc import Callable

Clock = Callable[[], int]


def system_clock() -> int:
    """Now, in whole milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000
