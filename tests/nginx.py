"""The real nginx on loopback, with the configuration of the operator's guide or another."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.machine import SEARCHED, wait_for_port

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "huong-dan-van-hanh.md"
FIGURES = "/var/lib/trang-tin/so-lieu"
SOCKET = "/run/trang-tin/bo-dem.sock"
SEARCH_SOCKET = "/run/trang-tin-tim-kiem/tim-kiem.sock"
MIME_TYPES = Path("/etc/nginx/mime.types")


def block_of_the_guide() -> str:
    """Return the block as the guide has it."""
    (found,) = re.findall(r"```nginx\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def policy_of_the_guide() -> str:
    """Return the Content-Security-Policy that the guide gives to every page."""
    (found,) = re.findall(r'^ *"" "(default-src [^"]+)";$', block_of_the_guide(), re.MULTILINE)
    return str(found)


def server_of_the_guide(
    target: Path,
    figures: Path,
    port: int,
    counter: int | Path,
    *,
    search: Path = Path("/nonexistent/tim-kiem.sock"),
    tls_port: int | None = None,
    certificate: Path | None = None,
) -> str:
    """Return the guide's block for folders and ports of this machine.

    `target` is the folder of releases, `figures` the counter's folder of figures, `counter` its port or socket, `search` the socket of the search (by default it is down). With
    `tls_port` and `certificate` (a file with certificate and key) the site is served over TLS there, as in the guide;
    without them it is served without TLS at `port`.
    """
    text = block_of_the_guide()
    upstream = f"unix:{counter}" if isinstance(counter, Path) else f"127.0.0.1:{counter}"
    replaced = {
        "/srv/cong-thong-tin": str(target),
        f"unix:{SOCKET}": upstream,
        SEARCH_SOCKET: str(search),
        FIGURES: str(figures),
        "/var/log/nginx/error.log": "stderr",
    }
    for written, here in replaced.items():
        assert written in text
        text = text.replace(written, here)
    tls = f"{tls_port} ssl http2" if tls_port else str(port)
    for family, host in (("", "127.0.0.1"), ("[::]:", "[::1]")):
        for written, here in ((f"{family}443 ssl http2", tls), (f"{family}80", str(port))):
            assert f"listen {written};" in text
            text = text.replace(f"listen {written};", f"listen {host}:{here};")
    if tls_port:
        return re.sub(r"(ssl_certificate(?:_key)?) .*;", rf"\1 {certificate};", text)
    # Both servers share the port, so the first needs another name.
    text = text.replace("server_name tanhlinh.example;", "server_name cu.example;", 1)
    return re.sub(r"\n *ssl_certificate.*", "", text)


def certificate_in(folder: Path) -> Path:
    """Make a self-signed certificate for the guide's name; certificate and key are in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (apt install openssl)")
    file = folder / "certificate.pem"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(file)]
    command = ["openssl", "req", "-x509", *key, "-subj", "/CN=tanhlinh.example", "-days", "2"]
    certificate = subprocess.run(command, capture_output=True, check=True).stdout
    file.write_bytes(file.read_bytes() + certificate)
    return file


@contextmanager
def nginx(folder: Path, port: int, servers: str) -> Iterator[list[str]]:
    """Run nginx in a folder while the block runs; gives a list that holds the lines it logged, once it has ended.

    `folder` must be open to others, as pytest's own are not: nginx's workers run as nobody where the tests run as root.
    """
    if shutil.which("nginx", path=SEARCHED) is None:
        pytest.skip("nginx is not installed (apt install nginx)")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    text = (
        f"{'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log stderr;"
        f"events {{}} http {{ include {MIME_TYPES}; access_log {folder}/log; {temporary} {servers} }}"
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, env={"PATH": SEARCHED}, stderr=subprocess.PIPE, text=True)
    complaints: list[str] = []
    try:
        wait_for_port(port)
        yield complaints
    finally:
        process.terminate()
        _, said = process.communicate(timeout=10)
        complaints += said.splitlines()
