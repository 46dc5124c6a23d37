"""What the last build came to, for the pages that are open in a browser."""

import asyncio
import secrets


class BuildState:
    """The state of the preview. Belongs to one event loop and is touched only there.

    `known` is set when the first build is over; `refusal` is the reason of the last one that was refused.
    """

    def __init__(self) -> None:
        self.refusal: str | None = None
        self.closed = False
        self.known = asyncio.Event()
        self._changed = asyncio.Event()
        # The run is part of the mark, so that a page left open from yesterday reloads today.
        self._run = secrets.token_hex(4)
        self._builds = 0

    @property
    def mark(self) -> str:
        """Name the build that is being shown; another one after each build that succeeds."""
        return f"{self._run}-{self._builds}"

    @property
    def changed(self) -> asyncio.Event:
        """Return the event of the next change. Take it before reading the state, so that none is missed."""
        return self._changed

    def built(self) -> None:
        """Note that a build succeeded: open pages are to reload."""
        self._builds += 1
        self.refusal = None
        self._tell()

    def refused(self, text: str) -> None:
        """Note that a build was refused, with the text for the person who edits; the old pages stay."""
        self.refusal = text
        self._tell()

    def close(self) -> None:
        """End all waiting: the preview stops."""
        self.closed = True
        self._tell()

    def _tell(self) -> None:
        self.known.set()
        told, self._changed = self._changed, asyncio.Event()
        told.set()
