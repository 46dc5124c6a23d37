"""The real nginx on loopback, with the generated configuration of a portal or another."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plugins.server.nginx import COMMON, installed_version, nginx_configuration
from plugins.server.settings import Server
from tests.machine import SEARCHED, wait_for_port

MIME_TYPES = Path("/etc/nginx/mime.types")
HOST = "tanhlinh.example"
# Of every response.
SECURITY_HEADERS = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
}


def portal_server(
    target: Path,
    figures: Path,
    port: int,
    counter: int | Path,
    *,
    search: Path = Path("/nonexistent/tim-kiem.sock"),
    desk_socket: Path = Path("/nonexistent/ban-bien-tap.sock"),
    tls_port: int | None = None,
    certificate: Path | None = None,
    **settings: Any,
) -> str:
    """Return the generated configuration of a portal, for folders and ports of this machine.

    `target` is the folder of releases, `figures` the counter's folder of figures, `counter` its port or socket, `search`
    the socket of the search, `desk_socket` that of the desk (by default they are down). With `tls_port` and `certificate`
    (a file with certificate and key) the site is served over TLS there, without them at `port`. `settings` are keys of the settings file.
    """
    server = replace(
        Server(f"https://{HOST}", listen=("127.0.0.1", "::1"), tls=tls_port is not None),
        folder=str(target),
        http_port=port,
        https_port=tls_port or port,
        certificate=str(certificate or ""),
        certificate_key=str(certificate or ""),
        **settings,
    )
    places = replace(
        server.places,
        counter=f"unix:{counter}" if isinstance(counter, Path) else f"127.0.0.1:{counter}",
        search=f"unix:{search}",
        desk=f"unix:{desk_socket}",
        figures=str(figures),
        error_log="stderr",
        access_log=str(target.parent / "access.log"),
        challenges=str(target.parent / "chung-thu"),
    )
    return nginx_configuration(server, version=installed_version(), places=places)


def certificate_in(folder: Path) -> Path:
    """Make a self-signed certificate for the portal's name; certificate and key are in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (apt install openssl)")
    file = folder / "certificate.pem"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(file)]
    command = ["openssl", "req", "-x509", *key, "-subj", f"/CN={HOST}", "-days", "2"]
    certificate = subprocess.run(command, capture_output=True, check=True).stdout
    file.write_bytes(file.read_bytes() + certificate)
    return file


def signed_certificate(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """Make a test authority, and a certificate of its for the portal's name.

    Returns the authority's certificate, and a file with the portal's certificate and key.
    """
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (apt install openssl)")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout")
    openssl("req", "-x509", *key, "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "2")
    openssl("req", *key, "key.pem", "-out", "request.pem", "-subj", f"/CN={host}")
    (folder / "names").write_text(f"subjectAltName=DNS:{host}\n", encoding="utf-8")
    openssl(
        *("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "certificate.pem", "-days", "2", "-extfile", "names"),
    )
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "certificate.pem").read_bytes())
    return folder / "ca.pem", both


@contextmanager
def nginx(folder: Path, port: int, servers: str, *, modules: Sequence[Path] = ()) -> Iterator[list[str]]:
    """Run nginx in a folder while the block runs; gives a list that holds the lines it logged, once it has ended.

    `folder` must be open to others, as pytest's own are not: nginx's workers run as nobody where the tests run as root.
    """
    if shutil.which("nginx", path=SEARCHED) is None:
        pytest.skip("nginx is not installed (apt install nginx)")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    loaded = "".join(f"load_module {module};" for module in modules)
    text = (
        f"{loaded} {'user nobody nogroup;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log stderr;"
        f"events {{}} http {{ include {MIME_TYPES}; access_log {folder}/log; {temporary} {COMMON} {servers} }}"
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
