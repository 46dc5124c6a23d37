"""Result of the last build, reported to pages that are open in a browser."""

import asyncio
import secrets


class BuildState:
    """The state of the preview. Used only from one event loop.

    `known` is set when the first build has finished; `refusal` is the error text of the last build, None if it succeeded.
    """

    def __init__(self) -> None:
        self.refusal: str | None = None
        self.closed = False
        self.known = asyncio.Event()
        self._changed = asyncio.Event()
        # Part of the mark, so that a page left open from an earlier run reloads.
        self._run = secrets.token_hex(4)
        self._builds = 0

    @property
    def mark(self) -> str:
        """Identify the build that is being served; changes after each successful build."""
        return f"{self._run}-{self._builds}"

    @property
    def changed(self) -> asyncio.Event:
        """Event that is set at the next change. Get it before reading the state, so that no change is missed."""
        return self._changed

    def built(self) -> None:
        """Record a successful build, so that open pages reload."""
        self._builds += 1
        self.refusal = None
        self._notify()

    def refused(self, text: str) -> None:
        """Record a failed build with the error text to show; the old pages stay."""
        self.refusal = text
        self._notify()

    def close(self) -> None:
        """Wake all waiters because the preview stops."""
        self.closed = True
        self._notify()

    def _notify(self) -> None:
        self.known.set()
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
