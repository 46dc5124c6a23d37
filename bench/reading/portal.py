"""A portal as an office runs it: built as a release, behind nginx with the guide's configuration, with both services."""

from __future__ import annotations

import os
import re
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
from plugins.urls.patterns import COUNTED_PAGES, SEARCH_HEALTH, file_of

GUIDE = ROOT / "docs" / "huong-dan-van-hanh.md"
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
    """Return the guide's server block for folders and ports of this machine, without TLS, as a whole configuration."""
    (text,) = re.findall(r"```nginx\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    replaced = {
        "/srv/cong-thong-tin": str(target),
        "unix:/run/trang-tin/bo-dem.sock": f"127.0.0.1:{counter}",
        "/run/trang-tin-tim-kiem/tim-kiem.sock": str(folder / "tim-kiem.sock"),
        "/var/lib/trang-tin/so-lieu": str(folder / "so-lieu"),
        "/var/log/nginx/error.log": "stderr",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "listen [::]:443 ssl http2;": f"listen [::1]:{port};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "listen [::]:80;": f"listen [::1]:{port};",
    }
    for written, here in replaced.items():
        text = text.replace(written, here)
    # Both servers share the port, so the first needs another name.
    text = text.replace("server_name tanhlinh.example;", "server_name cu.example;", 1)
    text = text.replace("server_name tanhlinh.example", "server_name localhost")
    text = re.sub(r"\n *ssl_certificate.*", "", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log stderr;"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log {folder}/log; {temporary} {text} }}"
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
