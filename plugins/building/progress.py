"""Progress of a long build: one line that is rewritten on a terminal, a line every ten seconds in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from plugins.vietnamese.writing import number

WORDS = {"read": "Đang đọc bài", "render": "Đang dựng tệp", "draw": "Đang vẽ tranh"}
# Seconds before the first line (most builds are shorter), between updates on a terminal, and between lines in a log.
QUIET, ON_SCREEN, IN_LOG = 1.0, 0.2, 10.0


class ProgressLine:
    """Shows the progress of a build; `finish` clears the line on a terminal."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a text stream (standard error by default) and a clock in seconds."""
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._screen = self._stream.isatty()
        self._next = clock() + (QUIET if self._screen else IN_LOG)
        self._shown = 0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` are read or rendered, unless the last update was a moment ago."""
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
        """Clear the line on a terminal."""
        if self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()
