"""Serve an ASGI application behind a web server until the process is stopped."""

from __future__ import annotations

import gc
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from plugins.serving.watchdog import SECONDS, notify

# Reference cycles are rare in the services. With Python's default (700, 10, 10) garbage collection took 6 % of the time
# of the counter under load, in pauses of 60 ms.
GC_THRESHOLDS = 10_000, 20, 100
THREAD_SECONDS = 2  # for open requests when the block ends


def serve_until_stopped(app: ASGIApp, listener: socket.socket, *, grace_seconds: int) -> bool:
    """Serve on a socket until SIGTERM or Ctrl-C, and give open requests some seconds; return whether the service started."""
    gc.set_threshold(*GC_THRESHOLDS)
    server = uvicorn.Server(_configuration(app, grace_seconds))
    # After shutdown uvicorn raises the signal again, which would end the process before the socket is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return server.started


@contextmanager
def serving(app: ASGIApp, listener: socket.socket) -> Iterator[None]:
    """Serve on a socket in a thread while the block runs."""
    server = uvicorn.Server(_configuration(app, THREAD_SECONDS))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(2 * THREAD_SECONDS)


def _configuration(app: ASGIApp, grace_seconds: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        # Warnings about malformed requests would let clients fill the disk.
        log_level="error",
        # No access log: it would hold addresses of readers. The services handle proxies; uvicorn would trust 127.0.0.1.
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        ws="none",
        http="httptools",
        limit_concurrency=4096,
        timeout_graceful_shutdown=grace_seconds,
        callback_notify=notify,
        timeout_notify=SECONDS,
    )
