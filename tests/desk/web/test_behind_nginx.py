"""The desk behind the real nginx with the generated configuration, over TLS."""

from __future__ import annotations

import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from plugins.desk.database.database import Database
from plugins.desk.desk import Desk
from plugins.desk.people.roles import Role
from plugins.desk.web.application import HEADERS, desk_application
from plugins.serving.listening import listening_at
from plugins.serving.process import serving
from tests.desk.conftest import ADDRESS, Staff
from tests.machine import free_port
from tests.nginx import HOST as PORTAL
from tests.nginx import nginx, portal_server, signed_certificate
from tests.server.test_observatory import Seen, points, score

pytestmark = [pytest.mark.tools, pytest.mark.long, pytest.mark.posix]
HOST = ADDRESS.removeprefix("https://")
# Bytes of a request.
LARGEST = {
    "/vao": 32 << 10,
    "/tai-khoan/khoa": 32 << 10,
    "/lien-ket/x": 32 << 10,
    "/bai/1/viet": 10 << 20,
    "/bai/1/luu": 10 << 20,
    "/bai/1/tep/x": 10 << 20,
    "/co-quan/tra-lai": 10 << 20,
    "/bai/1/tep": 60 << 20,
    "/co-quan/viet/menu": 60 << 20,
    "/co-quan/viet/menu/1": 60 << 20,
}


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    body: str


class Front:
    """nginx with the desk's host; `folder` has the socket of the desk."""

    def __init__(self, folder: Path, port: int, tls_port: int, authority: Path) -> None:
        self.folder, self._ports = folder, (port, tls_port)
        self._trusted = ssl.create_default_context(cafile=authority)

    def wire(self, *, tls: bool = True) -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", self._ports[tls]), 10)
        return self._trusted.wrap_socket(wire, server_hostname=HOST) if tls else wire

    def ask(
        self, path: str, method: str = "GET", *, tls: bool = True, body: bytes = b"", **headers: str
    ) -> Answer:
        connection = HTTPConnection(HOST)
        connection.sock = self.wire(tls=tls)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, sent)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read().decode())
        connection.close()
        return found


@contextmanager
def front() -> Iterator[Front]:
    """Run nginx; whatever it complains about is a failure."""
    # Not pytest's folder: that is closed to nginx's workers.
    with tempfile.TemporaryDirectory() as place:
        folder, port, tls_port = Path(place), free_port(), free_port()
        folder.chmod(0o755)
        (folder / "cong/current").mkdir(parents=True)
        authority, certificate = signed_certificate(folder, HOST)
        text = portal_server(
            folder / "cong",
            folder / "so-lieu",
            port,
            free_port(),
            tls_port=tls_port,
            certificate=certificate,
            desk_socket=folder / "ban.sock",
            desk=ADDRESS,
            content="/srv/noi-dung/xathu",
            desk_certificate=str(certificate),
            desk_certificate_key=str(certificate),
        )
        with nginx(folder, tls_port, text) as complaints:
            yield Front(folder, port, tls_port, authority)
        assert complaints == []


@contextmanager
def opened(desk: Desk, at: Front) -> Iterator[None]:
    """Serve the desk at its socket, which nginx's account of these tests may open."""
    with listening_at(at.folder / "ban.sock") as listener:
        (at.folder / "ban.sock").chmod(0o666)
        with serving(desk_application(desk), listener):
            yield


def failures(database: Database) -> list[str]:
    return [row["origin"] for row in database.rows("SELECT origin FROM failures")]


def test_desk_answers_through_nginx_with_its_own_headers(desk: Desk) -> None:
    with front() as at, opened(desk, at):
        answer = at.ask("/vao", Accept_Encoding="gzip, br")
        assert (answer.status, "Đăng nhập" in answer.body) == (200, True)
        for name, value in HEADERS.items():
            assert answer.headers.get_all(name) == [value], name
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
        assert "Content-Encoding" not in answer.headers, "secrets of forms are not compressed"
        # The address that nginx sees counts, whatever else is sent.
        for _ in range(2):
            at.ask(
                "/vao",
                "POST",
                body=b"ten=lan&mat-khau=sai",
                Origin=ADDRESS,
                Content_Type="application/x-www-form-urlencoded",
                X_Forwarded_For="203.0.113.7",
            )
        assert failures(desk.database) == ["047f000001"] * 2
        plain = at.ask("/bai?tim=a", tls=False)
        assert (plain.status, plain.headers["Location"]) == (301, f"{ADDRESS}/bai?tim=a")
        seen = {name.lower(): value for name, value in answer.headers.items()}
        graded = Seen(seen, answer.body, plain.headers["Location"].replace(HOST, PORTAL))
        assert (min(points(graded).values()), score(graded)) == (0, 140)
        # As large as a request may be, and larger: the desk is not asked.
        assert at.ask("/vao", "POST", body=b"x" * 20_000, Origin=ADDRESS).status == 422
        # The answer arrives also where nobody looks at what was sent.
        for path in ["/bai/1/viet", "/bai/1/tep"] * 5:
            assert at.ask(path, "POST", body=b"x" * (5 << 20), Origin=ADDRESS).status == 303
        for path, most in LARGEST.items():
            large = at.ask(path, "POST", Content_Length=str(most + 1))
            assert (large.status, large.body.split(":")[0]) == (413, "Quá lớn"), path
            assert large.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_strangers_fill_no_disk_with_forms(desk: Desk) -> None:
    """nginx keeps what it receives on disk, and one line of IPv6 has thousands of networks: it takes nothing of strangers."""
    with front() as at, opened(desk, at):
        for path in ("/bai/1/tep", "/bai/1/viet", "/co-quan/gui", "/co-quan/viet/menu"):
            with at.wire() as wire:
                head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: __Host-phien=x\r\nContent-Length: 9000000\r\n\r\n"
                wire.sendall(head.encode())
                assert wire.recv(100).startswith(b"HTTP/1.1 303"), path
        for method in ("GET", "HEAD", "PUT", "DELETE", "PROPFIND"):
            for told in ("Content-Length: 9000000", "Transfer-Encoding: chunked"):
                with at.wire() as wire:
                    wire.sendall(f"{method} /bai/1/tep HTTP/1.1\r\nHost: {HOST}\r\n{told}\r\n\r\n".encode())
                    assert wire.recv(100).startswith(b"HTTP/1.1 405"), (method, told)
        assert at.ask("/bai/1/viet").headers["Location"] == "/vao?tiep=/bai/1/viet"
        answer = at.ask("/bai/1/viet", "POST", body=b"x")
        assert (answer.status, answer.headers["Location"]) == (303, f"{ADDRESS}/vao")
        assert at.ask("/nguoi-quen").status == 404


def test_staff_sends_twelve_files_at_once(desk: Desk) -> None:
    lan = Staff(desk, "lan", Role.WRITER).signed_in()
    cookie = "; ".join(f"{one.name}={one.value}" for one in lan.client.cookies.jar)
    with front() as at, opened(desk, at), ExitStack() as begun:
        head = f"POST /bai/1/tep HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nContent-Length: 59000000\r\nExpect: 100-continue\r\n\r\n"
        for _ in range(12):
            wire = begun.enter_context(at.wire())
            wire.sendall(head.encode())
            assert wire.recv(100).startswith(b"HTTP/1.1 100")
        assert at.ask("/bai/1/tep", "POST", body=b"x", Cookie=cookie).status == 429
        assert at.ask("/bai/1/viet", Cookie=cookie).status == 404


def test_stopped_desk_and_too_many_requests_are_explained(desk: Desk) -> None:
    with front() as at:
        stopped = at.ask("/")
        assert (stopped.status, "đang khởi động lại" in stopped.body) == (503, True)
        form = at.ask("/bai/1/viet", "POST", body=b"x")
        assert (form.status, "đang khởi động lại" in form.body) == (503, True)
        assert stopped.headers["Content-Type"] == "text/plain; charset=utf-8"
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"):
            assert len(stopped.headers.get_all(name) or []) == 1, name
        with opened(desk, at):
            assert at.ask("/vao").status == 200
            answers = [at.ask("/vao") for _ in range(80)]
            limited = next(answer for answer in answers if answer.status == 429)
            assert "Quá nhiều yêu cầu" in limited.body
            assert at.ask("/tep/khong-co").status == 404, "only signing in is limited so tightly"
        assert "127.0.0.1" not in (at.folder / "log").read_text(encoding="utf-8")
