"""Connections that keep the service waiting for a request are let go: uvicorn alone would hold them for ever."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE_SECONDS = 10.0


class PunctualProtocol(H11Protocol):
    """HTTP/1.1 in which the head of each request must be complete within twice `PATIENCE_SECONDS`.

    A body has its own time limit (`endpoints.BODY_SECONDS`).
    """

    _round: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to look at the connection from time to time."""
        super().connection_made(transport)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._round is not None:
            self._round.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._round = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._look, self.cycle)

    def _look(self, last_seen: RequestResponseCycle | None) -> None:
        current: Any = self.cycle
        if current is last_seen and (current is None or current.response_complete):
            self.transport.close()
        else:
            self._look_later()
