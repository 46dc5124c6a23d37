"""Connections that never say what they want are hung up on."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 15.0  # seconds for one request; browsers send theirs in one go
_UNSAID = (h11.IDLE, h11.SEND_BODY)


class PatientProtocol(H11Protocol):
    """uvicorn's own, which waits for ever for the rest of a request: each would keep a connection for good."""

    _hanging_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting while a request is not whole; the time runs from its first byte."""
        super().data_received(data)
        if self.conn.their_state not in _UNSAID:
            self._rest()
        elif self._hanging_up is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._hanging_up = self.loop.call_later(PATIENCE, self.transport.close)

    def _rest(self) -> None:
        if self._hanging_up is not None:
            self._hanging_up.cancel()
            self._hanging_up = None
