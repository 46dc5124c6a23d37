"""A limit on the processor time that one file may take, so that the file is named instead of the build hanging."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 10.0  # a decree with all its annexes takes 0.6


class TimeLimitError(BaseException):
    """The limit is over. Not an Exception: code that survives any issue of a text would swallow it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimitError in the block once this process has used `seconds` of processor time since it began.

    Processor time, because a busy machine is no issue of the file. Has no effect outside the main thread and on
    Windows, which has no such timer.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _expire(_number: int, _frame: object) -> None:
    raise TimeLimitError
