import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]


class Served:
    """A preview in its own process, with methods to use it."""

    def __init__(self, folder: Path, *, counter: str = "plain", port: int = 0) -> None:
        self.folder = folder
        self.output = folder / "output"
        (folder / "content").mkdir(parents=True, exist_ok=True)
        (folder / "agency.yaml").touch()
        if not (folder / "content" / "page.txt").exists():
            self.edit("một")
        with (folder / "stderr.txt").open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.preview.one_preview", str(folder), str(port), counter],
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                encoding="utf-8",
            )
        self.said = ""
        self.port = port

    def wait_for_words(self, words: str) -> str:
        """Read the terminal output up to a line that contains the words; return that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "http://localhost:" in line:
                self.port = int(line.strip().rstrip("/").rpartition(":")[2])
            if words in line:
                return line
        raise AssertionError(f"never said {words!r}, but:\n{self.said}\n{self.stderr}")

    def edit(self, text: str) -> None:
        """Save the page atomically, as a good editor does."""
        fresh = self.folder / "content" / ".page.txt.tmp"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.folder / "content" / "page.txt")

    def get(self, path: str, *, host: str = "127.0.0.1", method: str = "GET", **headers: str) -> "Answer":
        connection = http.client.HTTPConnection(host, self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def raw(self, target: str) -> bytes:
        """Send a raw request line, which an HTTP library would reject or change; return the whole response."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            line = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            connection.sendall(line.encode("latin-1"))
            return b"".join(iter(lambda: connection.recv(65536), b""))

    @property
    def log(self) -> list[str]:
        return (self.folder / "log.txt").read_text(encoding="utf-8").splitlines()

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr.txt").read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Send the signal; return the exit status and the seconds until exit."""
        began = time.monotonic()
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=20)
        self.said += rest
        return self.process.returncode, time.monotonic() - began

    def end(self) -> None:
        """Kill the process."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Answer:
    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Stream:
    """An open event stream, as used by a page."""

    def __init__(self, served: Served, page: str = "") -> None:
        self.connection = socket.create_connection(("::1", served.port), 10)
        query = f"?trang={quote(page, safe='')}" if page else ""
        line = f"GET /_xem-truoc/su-kien{query} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        self.connection.sendall(line.encode("ascii"))
        self.lines = self.connection.makefile("r", encoding="utf-8", newline="\n")

    def next(self) -> dict[str, str | None]:
        """Wait for the next state from the server."""
        for line in self.lines:
            if line.startswith("data: "):
                state: dict[str, str | None] = json.loads(line[6:])
                return state
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self.lines.close()
        self.connection.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start previews, stopped with the test. Unless `ready` is False, they are ready on return."""
    started: list[Served] = []

    def begin(
        folder: Path = tmp_path, *, ready: bool = True, counter: str = "plain", port: int = 0
    ) -> Served:
        served = Served(folder, counter=counter, port=port)
        started.append(served)
        if ready:
            served.wait_for_words("Nhấn Ctrl+C để dừng")
        return served

    yield begin
    for served in started:
        served.end()


@pytest.fixture
def served(start: Callable[..., Served]) -> Served:
    return start()


@pytest.fixture
def open_stream() -> Iterator[Callable[..., Stream]]:
    streams: list[Stream] = []

    def begin(served: Served, page: str = "") -> Stream:
        streams.append(Stream(served, page))
        return streams[-1]

    yield begin
    for stream in streams:
        stream.close()
