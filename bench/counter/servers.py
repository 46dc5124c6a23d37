"""The servers that are compared, each pinned to one core, and the load from wrk on another."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.environment import ROOT, WORK, MissingToolError, free_port, install
from bench.measure import process_tree

GRANIAN_VERSION = "2.8.7"
SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 64
PREFIX = "/luot-truy-cap/"
SCRIPT = Path(__file__).with_name("view.lua")


class Server(NamedTuple):
    """A running server: its URL and its process ids."""

    url: str
    processes: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        ticks = 0
        for pid in self.processes:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the resident memory of its processes in megabytes."""
        pages = (
            int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in self.processes
        )
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Load(NamedTuple):
    """The result of a load. Times are milliseconds; `errors` are answers of 400 and above and broken connections."""

    requests: int
    rate: float
    errors: int
    median: float
    p99: float


def check_tools(*programs: str) -> None:
    """Raise MissingToolError naming the first of some programs that is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            raise MissingToolError(f"{program} is not installed (apt install {program})")


def load(url: str, seconds: float, *, visitors: int = 200_000, pause: int = 0) -> Load:
    """Send views to `url` for some seconds; each connection waits `pause` ms between requests."""
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(SCRIPT), url]
    arguments = [str(visitors), str(pause), str(secrets.randbelow(2**31))]
    command = ["taskset", "-c", LOAD_CORE, *wrk, "--", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    requests, microseconds, errors, median, p99 = map(float, line.split()[1:])
    return Load(int(requests), (requests - errors) / microseconds * 1e6, int(errors), median, p99)


@contextmanager
def granian() -> Iterator[Server]:
    """Run granian with one worker and an empty application: the least that a request in Python can cost."""
    folder = WORK / f"granian-{GRANIAN_VERSION}-{platform.python_version()}"
    if not (folder / "granian").is_dir():
        install(f"granian=={GRANIAN_VERSION}", folder=folder)
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--no-ws", "--host", "127.0.0.1",
        "--port", str(port), "--log-level", "error", "bench.counter:empty_application",
    ]  # fmt: skip
    with running(command, port, "", {"PYTHONPATH": f"{folder}:{ROOT}"}) as server:
        yield server


@contextmanager
def ours(store: str, paths: Path) -> Iterator[Server]:
    """Run the visitor counter as in production."""
    port = free_port()
    command = [
        sys.executable, "-m", "plugins.visitor_counter", "--port", str(port), "--create", "--store", store,
        "--paths-file", str(paths), "--trusted-proxy", "127.0.0.1",
    ]  # fmt: skip
    with running(command, port, "suc-khoe") as server:
        yield server


@contextmanager
def running(
    command: list[str], port: int, path: str, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """Run a server on its core while the block runs. It is up when a path below the counter's answers anything."""
    process = subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command], cwd=ROOT, env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}{PREFIX}{path}", process)
        yield Server(url, tuple(process_tree(process.pid)))
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} does not answer")
