"""A line to a server on loopback that can be cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType


class Line:
    """Passes connections on to a port, and cuts all of them once `most` bytes were sent; then nothing answers."""

    def __init__(self, port: int, *, most: int) -> None:
        self._to, self._left = port, most
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_cut = False
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Line:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for source, sink, counted in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._pass, args=(source, sink, counted), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    self._left -= len(data) if counted else 0
                if self._left < 0:
                    self._cut()
                    self.is_cut = True
                    return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def _cut(self) -> None:
        # A listener in accept() is not ended by close().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
