"""The real nginx, on loopback, from the block of the operator's guide or any other."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "huong-dan-van-hanh.md"
FIGURES = "/var/lib/trang-tin/so-lieu"
SEARCHED = os.environ["PATH"] + ":/usr/sbin"


def block_of_the_guide() -> str:
    """Return the block as the guide has it."""
    (found,) = re.findall(r"```nginx\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def server_of_the_guide(target: Path, figures: Path, port: int, counter: int) -> str:
    """Return the guide's block for a target of releases, the counter's folder of figures, and ports of this machine."""
    # No certificate here, and no right to the ports below 1024: all else is as the guide has it.
    server = re.sub(
        r"\n *ssl_certificate.*", "", block_of_the_guide().replace("/srv/cong-thong-tin", str(target))
    )
    for family, host in (("", "127.0.0.1"), ("[::]:", "[::1]")):
        server = server.replace(f"listen {family}443 ssl;", f"listen {host}:{port};")
        server = server.replace(f"listen {family}80;", f"listen {host}:{port};")
    server = server.replace("server_name tanhlinh.example;", "server_name cu.example;", 1)
    server = server.replace("127.0.0.1:8001", f"127.0.0.1:{counter}")
    assert FIGURES in server
    return server.replace(FIGURES, str(figures))


@contextmanager
def nginx(folder: Path, port: int, servers: str) -> Iterator[list[str]]:
    """Run nginx in a folder while the block runs; gives a list that holds the lines it complained with, once it has ended.

    The folder must be open to others, as pytest's own are not: nginx's workers run as nobody where the tests run as root.
    """
    if shutil.which("nginx", path=SEARCHED) is None:
        pytest.skip("nginx is not installed (apt install nginx)")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    text = (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid;"
        f"error_log stderr; events {{}} http {{ access_log {folder}/log; {temporary} {servers} }}"
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, env={"PATH": SEARCHED}, stderr=subprocess.PIPE, text=True)
    complaints: list[str] = []
    try:
        _wait_for(port)
        yield complaints
    finally:
        process.terminate()
        _, said = process.communicate(timeout=10)
        complaints += said.splitlines()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)
