"""A portal with its search service on a free port of this machine, as behind nginx."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import uvicorn
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from plugins.search.service.application import SearchService, Settings
from tests.conftest import ROOT


class Portal:
    """The ASGI application. While `down` it answers as nginx does without the service: with the built page."""

    def __init__(self, folder: Path, index: Path, headers: dict[str, str]) -> None:
        self.url = ""
        self.down = False
        self.cut_off = False  # every request fails
        self._service = SearchService(Settings(release=folder, index=index))
        self._files = StaticFiles(directory=folder, html=True)
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI scope."""
        if scope["type"] == "lifespan":
            await self._service(scope, receive, send)
        elif self.cut_off:
            raise ConnectionError
        elif not self._service.answers(scope["path"], scope["query_string"]):
            await self._static(scope, receive, send, 200)
        elif self.down:
            await self._static(scope, receive, send, 503)
        else:
            await self._service(scope, receive, send)

    async def _static(self, scope: Scope, receive: Receive, send: Send, status: int) -> None:
        response: Response = await self._files.get_response(scope["path"].strip("/") or ".", scope)
        if status != httpx.codes.OK:
            response.status_code = status
        response.headers.update(self._headers)
        await response(scope, receive, send)


@contextmanager
def served(folder: Path, index: Path, headers: dict[str, str] | None = None) -> Iterator[Portal]:
    """Serve a built portal while the block runs, once the search answers."""
    portal = Portal(folder, index, headers or {})
    listener = socket.create_server(("127.0.0.1", 0))
    portal.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(portal, log_level="critical", lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        until(lambda: answers(portal.url))
        yield portal
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def search_service(path: Path, release: Path, index: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the search as its own process, on a Unix socket that nginx's workers may use."""
    options = ["--socket", str(path), "--release", str(release), "--index", str(index)]
    with subprocess.Popen([sys.executable, "-m", "plugins.search", *options], cwd=ROOT) as process:
        try:
            until(path.exists)
            # The unit gives the socket nginx's group; in tests both are root's or the same user's.
            path.chmod(0o666)
            yield process
        finally:
            process.kill()


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds. Fails after some seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def answers(url: str) -> bool:
    """Return whether the service has an index."""
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/tim-kiem/suc-khoe").is_success
    return False
