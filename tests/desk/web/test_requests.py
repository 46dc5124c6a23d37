"""What every request has to pass, as somebody sends it who is no browser."""

from __future__ import annotations

import pytest

from plugins.desk.web.application import MOST_OF_STRANGERS
from tests.desk.conftest import ADDRESS, Browser, new, write

CHARSETS = [
    "punycode",
    "idna",
    "undefined",
    "utf-7",
    "unicode_escape",
    "utf-16-le",
    "UTF-8; charset=punycode",
    "x",
]


def multipart(*fields: tuple[str, str]) -> bytes:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(parts) + "--x--\r\n").encode()


def token_of(browser: Browser) -> str:
    found = browser.page.select_one("[name=ma-bieu-mau]")
    assert found is not None
    return str(found["value"])


def sent(browser: Browser, path: str, body: bytes, kind: str) -> int:
    headers = {"Origin": ADDRESS, "Content-Type": kind}
    return browser.client.post(path, content=body, headers=headers).status_code


@pytest.mark.parametrize("charset", CHARSETS)
def test_strangers_choose_no_encoding(visitor: Browser, charset: str) -> None:
    body = multipart(("ten", "a" * 5_000 + "-" + "a" * 5_000))
    assert sent(visitor, "/vao", body, f"multipart/form-data; charset={charset}; boundary=x") == 415
    assert sent(visitor, "/vao", b"ten=a", f"application/x-www-form-urlencoded; charset={charset}") == 415


def test_writers_choose_no_encoding_of_files(lan: Browser) -> None:
    page = new(lan).response.url.path.replace("viet", "tep")
    body = multipart(("ma-bieu-mau", token_of(lan)), ("noi-dung", "Họp thôn"))
    for charset, status in (("punycode", 415), ("utf-8", 422)):
        assert sent(lan, page, body, f"multipart/form-data; charset={charset}; boundary=x") == status


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/json"])
def test_forms_without_files_come_in_one_encoding(lan: Browser, kind: str) -> None:
    page = new(lan).response.url.path
    assert sent(lan, page, multipart(("ma-bieu-mau", token_of(lan))), kind) == 415


def test_forms_of_strangers_are_small(visitor: Browser) -> None:
    kind = "application/x-www-form-urlencoded"
    assert sent(visitor, "/vao", b"ten=" + b"a" * (MOST_OF_STRANGERS - 4), kind) == 422
    assert sent(visitor, "/vao", b"ten=" + b"a" * MOST_OF_STRANGERS, kind) == 413
    headers = {"Origin": ADDRESS, "Content-Type": kind}
    for length in ("", "-1", "x", "9" * 5_000):
        assert (
            visitor.client.post("/vao", content=b"ten=a", headers=headers | {"Content-Length": length})
        ).status_code == 413


def test_writers_send_long_texts(lan: Browser) -> None:
    body = "Họp thôn bàn việc làm đường.\n\n" * 20_000
    assert write(new(lan), body).response.status_code == 200
