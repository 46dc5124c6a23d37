"""What the generated nginx configuration adds to serving a release: compressed siblings, 410, several portals, logs."""

from __future__ import annotations

import gzip
import http.client
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from plugins.server.nginx import COMMON, nginx_configuration
from plugins.server.settings import Server
from tests.machine import BROTLI, SEARCHED, free_port
from tests.nginx import HOST, certificate_in, nginx, portal_server

pytestmark = pytest.mark.tools
WITHOUT_BROTLI = pytest.mark.skipif(
    not BROTLI.is_file(), reason="apt install libnginx-mod-http-brotli-static"
)


class Client:
    """Asks nginx on loopback; a response is a status, headers and a body."""

    def __init__(self, port: int) -> None:
        self._port = port

    def get(
        self, path: str, *, host: str = HOST, method: str = "GET", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": host, **sent})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body


def release(folder: Path) -> Path:
    """Write a folder of releases whose current one has a page, the pages for errors, and a style sheet."""
    current = folder / "current"
    for name, text in {
        "index.html": "trang chủ " * 100,
        "2024/03/bai/index.html": "bài " * 100,
        "2024/03/bai/ke-hoach.pdf": "%PDF-1.4",
        "404.html": "không tìm thấy",
        "410.html": "đã gỡ",
        "500.html": "có lỗi",
        "theme/site.0123abcd.css": "a{}" * 200,
    }.items():
        file = current / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@contextmanager
def served(*, modules: tuple[Path, ...] = (), **settings: Any) -> Iterator[tuple[Client, Path]]:
    """Serve a folder of releases; gives it, and a client."""
    # Not pytest's folder: that is closed to nginx's workers.
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        target = release(folder / "cong")
        server = portal_server(target, folder / "so-lieu", port, free_port(), **settings)
        with nginx(folder, port, server, modules=modules) as complaints:
            yield Client(port), target
        assert complaints == []


def gone(target: Path, file: str) -> None:
    """Mark a file of the release as gone, as a rollback does."""
    marker = target / ".gone" / file
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()


def test_compressed_siblings_are_sent_as_they_are() -> None:
    with served() as (client, target):
        page = target / "current/2024/03/bai/index.html"
        plain = page.read_bytes()
        page.with_name("index.html.gz").write_bytes(gzip.compress(plain + b"!"))
        status, headers, body = client.get("/2024/03/bai/", Accept_Encoding="gzip, br")
        assert (status, gzip.decompress(body)) == (200, plain + b"!")
        assert headers["Content-Encoding"] == "gzip"
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Vary"] == "Accept-Encoding"
        status, again, body = client.get(
            "/2024/03/bai/", Accept_Encoding="gzip", If_None_Match=headers["ETag"]
        )
        assert (status, body, again["Cache-Control"]) == (304, b"", "no-cache")
        status, headers, body = client.get("/2024/03/bai/")
        assert (body, headers["Content-Encoding"]) == (plain, None)
        # What has no sibling is compressed here.
        _, headers, body = client.get("/", Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == (target / "current/index.html").read_bytes()


@WITHOUT_BROTLI
def test_brotli_is_preferred_where_browser_and_server_can() -> None:
    with served(modules=(BROTLI,), brotli=True) as (client, target):
        for page in ("2024/03/bai/index.html", "theme/site.0123abcd.css", "404.html"):
            file = target / "current" / page
            file.with_name(f"{file.name}.br").write_bytes(b"brotli")
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(b"gzip"))
        for path, kind in (("/2024/03/bai/", "html"), ("/theme/site.0123abcd.css", "css")):
            status, headers, body = client.get(path, Accept_Encoding="gzip, br")
            assert (status, body, headers["Content-Encoding"]) == (200, b"brotli", "br")
            assert headers["Content-Type"] == f"text/{kind}; charset=utf-8"
            assert headers["Vary"] == "Accept-Encoding"
            assert client.get(path, Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"
        status, headers, body = client.get("/khong-co/", Accept_Encoding="br")
        assert (status, body, headers["Content-Type"]) == (404, b"brotli", "text/html; charset=utf-8")
        assert client.get("/404.html.br")[0] == 404


def test_compressed_siblings_are_no_pages_of_their_own() -> None:
    with served() as (client, target):
        for ending in ("gz", "br"):
            (target / f"current/index.html.{ending}").write_bytes(b"x")
            status, headers, body = client.get(f"/index.html.{ending}")
            assert (status, body.decode()) == (404, "không tìm thấy")
            assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_gone_is_answered_410_at_once() -> None:
    with served() as (client, target):
        assert client.get("/2024/03/bai/")[0] == 200
        gone(target, "2024/03/bai/index.html")
        for path in ("/2024/03/bai/", "/2024/03/bai", "/2024/03/bai/index.html", "/2024/03/x/../bai/?a=b"):
            status, headers, body = client.get(path)
            assert (status, body.decode()) == (410, "đã gỡ"), path
            assert headers["Cache-Control"] == "no-cache"
            assert headers["Content-Type"] == "text/html; charset=utf-8"
            assert headers["Strict-Transport-Security"] == "max-age=31536000"
            assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert client.get("/2024/03/bai/ke-hoach.pdf")[0] == 200
        gone(target, "2024/03/bai/ke-hoach.pdf")
        assert client.get("/2024/03/bai/ke-hoach.pdf")[0] == 410
        assert client.get("/")[0] == 200
        assert client.get("/khong-co/")[0] == 404
        (target / ".gone/2024/03/bai/index.html").unlink()
        assert client.get("/2024/03/bai/")[0] == 200
        assert client.get("/.gone/2024/03/bai/ke-hoach.pdf")[0] == 404


def test_gone_without_a_page_for_it_is_still_410() -> None:
    """A release from before the page for 410."""
    with served() as (client, target):
        (target / "current/410.html").unlink()
        gone(target, "index.html")
        assert client.get("/")[0] == 410


def test_failing_service_leads_to_the_page_for_errors() -> None:
    with served() as (client, target):
        for method, path in (("GET", "/luot-truy-cap/cam-on?trang=/"), ("POST", "/luot-truy-cap/xem")):
            status, headers, body = client.get(path, method=method)
            assert (status, body.decode()) == (503, "có lỗi")
            assert headers["Content-Type"] == "text/html; charset=utf-8"
            assert headers["Cache-Control"] == "no-store"
        (target / "current/500.html").unlink()
        assert client.get("/luot-truy-cap/cam-on")[0] == 503


def test_access_log_has_no_address_and_no_question() -> None:
    with served(access_log=True) as (client, target):
        client.get("/2024/03/bai/?ai=toi", User_Agent="Firefox", Referer="https://khac.example/")
        client.get("/khong-co/")
        client.get("/tim-kiem/?q=benh")
        log = target.parent / "access.log"
        lines = log.read_text(encoding="utf-8").splitlines()
        assert [line.split()[1:4] for line in lines] == [
            ["200", "GET", "/2024/03/bai/"],
            ["404", "GET", "/khong-co/"],
        ]
        for word in ("127.0.0.1", "toi", "Firefox", "khac.example", "benh"):
            assert word not in log.read_text(encoding="utf-8")


def test_two_portals_live_in_one_nginx() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        servers = []
        for name, host in (("trang-tin", HOST), ("dongkho", "dongkho.example")):
            target = release(folder / name)
            (target / "current/index.html").write_text(name, encoding="utf-8")
            settings: dict[str, Any] = {"name": name, "address": f"https://{host}", "access_log": True}
            servers.append(
                portal_server(
                    target, folder / "so-lieu", port, free_port(), aliases=(f"www.{host}",), **settings
                )
            )
        gone(folder / "dongkho", "2024/03/bai/index.html")
        with nginx(folder, port, "".join(servers)) as complaints:
            client = Client(port)
            for name, host, status in (("trang-tin", HOST, 200), ("dongkho", "dongkho.example", 410)):
                assert client.get("/", host=host)[2].decode() == name
                assert client.get("/2024/03/bai/", host=host)[0] == status
                found, headers, _ = client.get("/a/?b", host=f"www.{host}")
                assert (found, headers["Location"]) == (301, f"https://{host}/a/?b")
                assert headers["X-Content-Type-Options"] == "nosniff"
        assert complaints == []


def accepted(folder: Path, text: str) -> str:
    """Return what the installed nginx says of a configuration."""
    if shutil.which("nginx", path=SEARCHED) is None:
        pytest.skip("nginx is not installed (apt install nginx)")
    (folder / "nginx.conf").write_text(f"events {{}} http {{ {COMMON} {text} }}", encoding="utf-8")
    command = ["nginx", "-t", "-q", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    done = subprocess.run(command, env={"PATH": SEARCHED}, stderr=subprocess.PIPE, text=True, check=False)
    return done.stderr


def test_configuration_as_it_is_written_is_accepted(tmp_path: Path) -> None:
    certificate = str(certificate_in(tmp_path))
    server = Server(
        f"https://{HOST}",
        aliases=(f"www.{HOST}",),
        folder=str(tmp_path),
        certificate=certificate,
        certificate_key=certificate,
        http_port=free_port(),
        https_port=free_port(),
        proxies=("10.0.0.5", "2001:db8::/32"),
        hsts_subdomains=True,
    )
    logs = nginx_configuration(server).replace("/var/log/nginx/error.log", "stderr")
    assert accepted(tmp_path, logs) == ""


def test_http2_is_written_as_the_version_of_nginx_wants() -> None:
    server = Server(f"https://{HOST}")
    old, new = nginx_configuration(server), nginx_configuration(server, version=(1, 25, 1))
    assert ("ssl http2;" in old, "http2 on;" in old.replace("http2 đứng", "")) == (True, False)
    assert ("ssl http2;" in new, "    http2 on;\n" in new) == (False, True)
    for text in (old, new):
        assert "listen 0.0.0.0:443 ssl" in text
        assert "listen [::]:443 ssl" in text


def test_settings_reach_the_configuration() -> None:
    text = nginx_configuration(
        Server(f"https://{HOST}", hsts_subdomains=True, ceiling=900, tls=False, proxies=("10.0.0.5",))
    )
    for line in (
        'Strict-Transport-Security "max-age=31536000; includeSubDomains"',
        "rate=900r/m;",
        "burst=900 nodelay;",
        "set_real_ip_from 10.0.0.5;",
        "listen 0.0.0.0:80;",
    ):
        assert line in text
    assert "ssl" not in text


def test_certificates_can_be_renewed_over_plain_http(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, port, tls_port = Path(place), free_port(), free_port()
        folder.chmod(0o755)
        target = release(folder / "cong")
        challenge = folder / "chung-thu/.well-known/acme-challenge/ma"
        challenge.parent.mkdir(parents=True)
        challenge.write_text("ma.khoa", encoding="utf-8")
        server = portal_server(
            target,
            folder / "so-lieu",
            port,
            free_port(),
            tls_port=tls_port,
            certificate=certificate_in(tmp_path),
        )
        with nginx(folder, port, server):
            client = Client(port)
            assert client.get("/.well-known/acme-challenge/ma")[::2] == (200, b"ma.khoa")
            status, headers, _ = client.get("/2024/?a=b")
            assert (status, headers["Location"]) == (301, f"https://{HOST}/2024/?a=b")
            assert headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert headers["Strict-Transport-Security"] is None
