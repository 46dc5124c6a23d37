"""The servers that are compared, each started on the same core."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import tools
from tests.machine import free_port

GRANIAN_VERSION = "2.8.7"
PREFIX = "/luot-truy-cap/"
NGINX = """
{user}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location = {prefix}so-lieu.json {{ alias {folder}/so-lieu.json; default_type application/json; }}
    }}
}}
"""


class Server(NamedTuple):
    """A server that runs: its address and its processes."""

    address: str
    processes: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Processor time that its processes have taken."""
        return sum(_cpu_seconds(pid) for pid in self.processes)

    def memory(self) -> float:
        """Megabytes that its processes hold."""
        return sum(_resident(pid) for pid in self.processes) / 2**20


@contextmanager
def nginx(folder: Path, core: int) -> Iterator[Server]:
    """Run nginx with one worker, giving out the figures as a static file."""
    port = free_port()
    (folder / "so-lieu.json").write_text('{"online":12,"today":999}' + " " * 180, encoding="ascii")
    configuration = folder / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""  # whom the folder belongs to
    configuration.write_text(
        NGINX.format(user=user, folder=folder, port=port, prefix=PREFIX), encoding="ascii"
    )
    with _running(
        ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(configuration)], core, port, "so-lieu.json"
    ) as server:
        yield server


@contextmanager
def granian(python: Path, core: int) -> Iterator[Server]:
    """Run granian with one worker and an application that answers nothing: as little as Python can do for a request."""
    folder = tools.WORK / f"granian-{GRANIAN_VERSION}-{tools.said_by(str(python), '-V').split()[1]}"
    if not (folder / "granian").is_dir():
        tools.install(f"granian=={GRANIAN_VERSION}", folder=folder, python=python)
    port = free_port()
    command = [
        str(python), "-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--no-ws", "--host", "127.0.0.1",
        "--port", str(port), "--log-level", "error", "bench.counter.empty:application",
    ]  # fmt: skip
    environment = {"PYTHONPATH": f"{folder}:{tools.ROOT}"}
    with _running(command, core, port, "", environment) as server:
        yield server


@contextmanager
def ours(python: Path, store: str, paths: Path, core: int, *options: str) -> Iterator[Server]:
    """Run the visitor counter as it is run in production."""
    port = free_port()
    command = [
        str(python), "-m", "plugins.visitor_counter", "--port", str(port), "--create", "--store", store,
        "--paths-file", str(paths), "--trusted-proxy", "127.0.0.1", *options,
    ]  # fmt: skip
    with _running(command, core, port, "suc-khoe") as server:
        yield server


@contextmanager
def _running(
    command: list[str], core: int, port: int, path: str, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    process = subprocess.Popen(
        ["taskset", "-c", str(core), *command], cwd=tools.ROOT, env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}{PREFIX}{path}", process)
        yield Server(address, (process.pid, *_children(process.pid)))
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{address} does not answer")


def _children(pid: int) -> tuple[int, ...]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return tuple(child for text in found for child in (int(text), *_children(int(text))))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
