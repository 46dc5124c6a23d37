"""A portal as an office runs it: built as a release, behind nginx with the generated configuration, with both services."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.environment import ROOT, MissingToolError, free_port
from plugins.building.build import build
from plugins.server.nginx import COMMON, installed_version, nginx_configuration
from plugins.server.settings import Places, Server
from plugins.urls.patterns import COUNTED_PAGES, SEARCH_HEALTH, file_of

SEARCHED = f"{os.environ['PATH']}:/usr/sbin"  # for nginx
PATIENCE = 1800  # seconds, for an index of 100,000 articles


@dataclass(frozen=True)
class Portal:
    """A running portal: its address without a final slash, and the folder of its pages."""

    address: str
    pages: Path


@contextmanager
def running_portal(content: Path, kept: Path | None = None) -> Iterator[Portal]:
    """Build and run a portal while the block runs; the built pages stay in the folder `kept`, or go.

    Raises MissingToolError without nginx.
    """
    if shutil.which("nginx", path=SEARCHED) is None:
        raise MissingToolError("nginx is not installed (apt install nginx)")
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder, port, counter = Path(place), free_port(), free_port()
        folder.chmod(0o755)  # nginx's workers are another user
        target = (kept or folder / "portal").resolve()
        pages, search = target / "current", folder / "tim-kiem.sock"
        print(build(content, pages, publish=True), flush=True)
        stack.enter_context(_running([
            sys.executable, "-m", "plugins.visitor_counter", "--port", str(counter), "--create",
            "--store", f"{place}/dem.sqlite3", "--figures-folder", f"{place}/so-lieu",
            "--trusted-proxy", "127.0.0.1", "--paths-file", str(pages / file_of(COUNTED_PAGES)),
        ]))  # fmt: skip
        options = ["--socket", str(search), "--release", str(pages), "--index", f"{place}/chi-muc"]
        stack.enter_context(_running([sys.executable, "-m", "plugins.search", *options]))
        while not search.exists():
            time.sleep(0.05)
        search.chmod(0o666)
        (folder / "nginx.conf").write_text(_configuration(folder, target, port, counter), encoding="utf-8")
        stack.enter_context(_running(["nginx", "-e", "stderr", "-p", place, "-c", f"{place}/nginx.conf"]))
        _wait(f"http://localhost:{port}{SEARCH_HEALTH}")
        yield Portal(f"http://localhost:{port}", pages)


def _configuration(folder: Path, target: Path, port: int, counter: int) -> str:
    """Return the configuration of the portal for folders and ports of this machine, without TLS."""
    server = Server(
        "https://localhost",
        folder=str(target),
        tls=False,
        listen=("127.0.0.1", "::1"),
        http_port=port,
    )
    places = Places(
        counter=f"127.0.0.1:{counter}",
        search=f"unix:{folder}/tim-kiem.sock",
        desk=f"unix:{folder}/ban-bien-tap.sock",
        figures=str(folder / "so-lieu"),
        error_log="stderr",
        access_log=str(folder / "log"),
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log stderr;"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log {folder}/log; {temporary} {COMMON} "
        f"{nginx_configuration(server, version=installed_version(), places=places)} }}"
    )


@contextmanager
def _running(command: Sequence[str]) -> Iterator[None]:
    environment = {**os.environ, "PATH": SEARCHED}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _wait(url: str) -> None:
    """Wait until the search behind nginx answers. Raises OSError if it does not."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
