"""Connections that keep the service waiting for a request, or send what is none, are let go: uvicorn alone holds them."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from plugins.visitor_counter.service.one_write import OneWrite

PATIENCE_SECONDS = 10.0
MOST_BYTES = 32_768  # of a head: what nginx passes on at most (large_client_header_buffers: four of 8 kB); no body is read


class PipelinedError(Exception):
    """A request came before the last one was answered."""


class PunctualProtocol(HttpToolsProtocol):
    """HTTP/1.1 in which the head of each request must be complete within twice `PATIENCE_SECONDS` and `MOST_BYTES`."""

    _round: asyncio.TimerHandle | None = None
    _unread = 0
    transport: OneWrite  # type: ignore[assignment] # what `connection_made` gives it

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to look at the connection from time to time."""
        super().connection_made(OneWrite(transport))  # type: ignore[arg-type] # it has what is asked of it
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._round is not None:
            self._round.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Let go of a sender whose head does not end, before it fills the memory."""
        if self._unread + len(data) > MOST_BYTES:
            self.transport.abort()
            return
        last_seen = self.cycle
        super().data_received(data)
        self._unread = self._unread + len(data) if self.cycle is last_seen else 0

    def on_headers_complete(self) -> None:
        """Refuse requests that do not wait for the answer to the last one: no browser sends so, nor does nginx.

        Each would be a task with a scope of its own, and many of them fit into what may be read at once.
        """
        if self.cycle is not None and not self.cycle.response_complete:
            raise PipelinedError
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Let an answer go that has no body.

        What uvicorn does besides is for requests that wait, of which there are none, and for idle connections, which
        our round ends: once for many requests.
        """
        self.server_state.total_requests += 1
        self.transport.go_on()
        self.flow.resume_reading()

    def _look_later(self) -> None:
        self._round = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._look, self.cycle)

    def _look(self, last_seen: RequestResponseCycle | None) -> None:
        current: Any = self.cycle
        if current is last_seen and (current is None or current.response_complete):
            self.transport.abort()  # and not close, which waits for a peer that may never read
        else:
            self._look_later()
