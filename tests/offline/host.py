"""A server of a built folder whose network can fail in every way that a network fails."""

from __future__ import annotations

import hashlib
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PORTAL_OF_A_HOTEL = (
    b"<!doctype html><html><title>WiFi</title><body><p>Log in to the hotel's network</p></body></html>"
)
Answer = tuple[int, dict[str, str], bytes]


class Host:
    """The folder's server: `asked` is every path with the status of its answer, `answers` stands in for files.

    `to_queries` has the answers for paths with a query.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, int, int]] = []
        self.answers: list[Callable[[str], Answer | None]] = []
        self.to_queries: dict[str, Answer] = {}
        self.slow: Callable[[str], float] = lambda _path: 0
        self.down = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        """The address, without a final slash."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def fail(self, path: str, status: int = 500) -> None:
        """Answer one path with an error from now on."""
        self.answers.append(lambda asked: (status, {}, b"") if asked == path else None)

    def captive(self, path: str = "") -> None:
        """Answer with the page of a hotel's network, for one path or for all."""
        page = {"Content-Type": "text/html; charset=utf-8"}
        self.answers.append(lambda asked: (200, page, PORTAL_OF_A_HOTEL) if path in {"", asked} else None)

    def mend(self) -> None:
        """Answer as a good server again."""
        self.answers.clear()
        self.slow, self.down = lambda _path: 0, False

    def paths(self) -> list[str]:
        """Return every path that was asked for, in order."""
        return [path for path, _, _ in self.asked]

    def answer(self, path: str, known: str | None) -> Answer:
        for stand_in in self.answers:
            answer = stand_in(path)
            if answer is not None:
                return answer
        place = self.folder / path.lstrip("/")
        if place.is_dir() and not path.endswith("/"):
            return 301, {"Location": f"{path}/"}, b""
        file = place / "index.html" if path.endswith("/") else place
        if not file.is_file():
            return 404, {"Content-Type": "text/html"}, (self.folder / "404.html").read_bytes()
        data = file.read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Content-Type": kind, "ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"'}
        # As a static server says nothing of caching, a browser may take a page for fresh for a while.
        headers["Last-Modified"] = "Thu, 21 Mar 2024 00:00:00 GMT"
        return (304, headers, b"") if known == headers["ETag"] else (200, headers, data)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                time.sleep(host.slow(path))
                if host.down:
                    self.close_connection = True
                    return
                known = self.headers["If-None-Match"]
                queried = host.to_queries.get(path) if query else None
                status, headers, body = queried or host.answer(path, known)
                host.asked.append((path, status, len(body)))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                host.asked.append((self.path.partition("?")[0], 503, 0))
                self.send_error(503)

            def log_message(self, *_arguments: Any) -> None:
                return

        return Handler


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Serve a folder while the block runs."""
    host = Host(folder)
    thread = threading.Thread(target=host.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield host
    host.server.shutdown()
    host.server.server_close()
    thread.join()
