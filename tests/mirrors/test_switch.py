"""The request and the command that switch a CDN, and the wait until readers see it."""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from plugins.mirrors.keys import Keys
from plugins.mirrors.switch import CommandSwitch, Confirmation, RequestSwitch
from plugins.release.errors import ReleaseError

PREFIX = "releases/2026-11-23T10-05-12Z.5f3a1c"


@dataclass
class Api:
    """Answers every request in the same way, and remembers what it got."""

    status: int = 200
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, str, str, str]] = field(default_factory=list)
    port: int = 0

    def switch(self, path: str = "/zone", body: str = "", method: str = "POST") -> RequestSwitch:
        headers = {"Authorization": "Bearer {KHOA_CDN}"}
        return RequestSwitch(f"http://127.0.0.1:{self.port}{path}", method, body, headers)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("KHOA_CDN", "bí-mật".encode().hex())
    api = Api()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers["Content-Length"] or 0)
            said = self.rfile.read(length).decode()
            api.got.append((self.command, self.path, said, self.headers["Authorization"] or ""))
            self.send_response(api.status)
            for name, value in api.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(api.text.encode())

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def do_PUT(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield api
        server.shutdown()


def test_request_names_the_prefix_and_has_the_secret(api: Api) -> None:
    key = Keys().get("KHOA_CDN")
    api.switch(body='{"path": "/{prefix}"}').to(PREFIX, Keys())
    api.switch(path="/kv/{prefix}", method="PUT").to(PREFIX, Keys())
    assert api.got == [
        ("POST", "/zone", f'{{"path": "/{PREFIX}"}}', f"Bearer {key}"),
        ("PUT", f"/kv/{PREFIX}", "", f"Bearer {key}"),
    ]


def test_redirect_of_the_request_is_not_followed(api: Api) -> None:
    api.status, api.headers = 302, {"Location": f"http://127.0.0.1:{api.port}/elsewhere"}
    with pytest.raises(ReleaseError, match="302"):
        api.switch(body="{prefix}").to(PREFIX, Keys())
    assert [path for _, path, _, _ in api.got] == ["/zone"]


def test_answer_is_quoted_without_the_secret(api: Api) -> None:
    key = Keys().get("KHOA_CDN")
    api.status, api.text = 403, f"token {key} is not valid"
    with pytest.raises(ReleaseError, match="403 token … is not valid") as error:
        api.switch(body="{prefix}").to(PREFIX, Keys())
    assert key not in str(error.value)


def test_missing_secret_is_named_before_the_request(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOA_CDN")
    with pytest.raises(ReleaseError, match="Thiếu khóa KHOA_CDN"):
        api.switch(body="{prefix}").to(PREFIX, Keys())
    assert api.got == []


def test_cdn_that_does_not_answer_is_named() -> None:
    with pytest.raises(ReleaseError, match=r"CDN không nhận lệnh chuyển \(http://127\.0\.0\.1:1/"):
        RequestSwitch("http://127.0.0.1:1/", body="{prefix}").to(PREFIX, Keys())


def test_confirmation_waits_for_the_prefix(api: Api) -> None:
    address = f"http://127.0.0.1:{api.port}"
    api.text = "releases/khac"
    with pytest.raises(ReleaseError, match=r"chưa phục vụ bản mới \(thấy: releases/khac\)"):
        Confirmation(address, 0.2).wait(PREFIX)
    threading.Timer(0.2, setattr, (api, "text", PREFIX)).start()
    Confirmation(address, 10).wait(PREFIX)
    assert {path for _, path, _, _ in api.got} == {"/.well-known/trang-tin.txt"}


def test_command_that_cannot_run_is_named() -> None:
    with pytest.raises(ReleaseError, match="/khong/co"):
        CommandSwitch(("/khong/co", "{prefix}")).to(PREFIX, Keys())
    with pytest.raises(ReleaseError, match=r"mã 3\)"):
        CommandSwitch((sys.executable, "-c", "raise SystemExit(3)", "{prefix}")).to(PREFIX, Keys())
