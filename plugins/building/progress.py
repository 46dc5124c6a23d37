"""How far a long build is: one line that is written over on a screen, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from plugins.vietnamese.writing import number

WORDS = {"read": "Đang đọc bài", "render": "Đang dựng tệp"}
QUIET = 1.0  # seconds before anything is said: most builds are over by then
ON_SCREEN = 0.2  # seconds between two looks of a person
IN_LOG = 10.0  # seconds between two lines that nobody can wipe out


class ProgressLine:
    """Is told how far a build is and shows it; `finish` leaves no trace of it on a screen."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a text stream (standard error by default) and a clock in seconds."""
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._screen = self._stream.isatty()
        self._next = clock() + (QUIET if self._screen else IN_LOG)
        self._shown = 0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` are read or rendered, unless something was shown a moment ago."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + (ON_SCREEN if self._screen else IN_LOG)
        text = f"{WORDS[step]}: {number(done)}/{number(total)} ({100 * done // total} %)"
        if self._screen:
            self._stream.write(f"\r{text.ljust(self._shown)}")
            self._shown = len(text)
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def finish(self) -> None:
        """Wipe the line from the screen."""
        if self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()
