"""Anything a client can send gets a short answer, never a trace, and never changes the totals."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from plugins.visitor_counter import endpoints
from tests.visitor_counter.conftest import FIREFOX, Browser

Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
PREFIX = "/luot-truy-cap/"
GOOD = {"path": "/", "nonce": "0" * 32}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"/"',
        b"{",
        b"\xff\xfe\xff",
        b"[" * 2000,
        b'{"path":"/"}',
        b'{"path":"/","nonce":7}',
        b'{"path":["/"],"nonce":"00000000000000000000000000000000"}',
        b'{"path":"/","nonce":"0000000000000000000000000000000"}',
        b'{"path":"/","nonce":"00000000000000000000000000000000\\n"}',
        b'{"path":"/","nonce":"0000000000000000000000000000000G"}',
        '{"path":"/","nonce":"٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠"}'.encode(),
        b'{"path":' + b"9" * 2000 + b"}",
    ],
)
async def test_a_body_that_the_widget_would_not_send_is_refused(serve: Serve, body: bytes) -> None:
    async with serve() as client:
        reader = Browser(client)
        answer = await client.post(PREFIX + "xem", content=body, headers=reader.headers)
        assert (answer.status_code, answer.text) == (400, "Lượt xem không đúng mẫu.\n")
        assert await reader.figures() == [0, 0, 0, 0, 0]


@pytest.mark.anyio
async def test_a_large_body_is_refused_before_it_is_read_whole(serve: Serve) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100:
            sent += 1
            yield b" " * 1024

    async with serve() as client:
        answer = await client.post(PREFIX + "xem", content=endless(), headers=Browser(client).headers)
        assert answer.status_code == 413
    assert sent <= 4


@pytest.mark.anyio
async def test_a_body_that_never_ends_is_let_go(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "BODY_SECONDS", 0.05)

    async def slow() -> Any:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    async with serve() as client:
        answer = await client.post(PREFIX + "xem", content=slow(), headers=Browser(client).headers)
        assert answer.status_code == 408


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "name", "status"),
    [
        ("GET", "xem", 405),
        ("PUT", "xem", 405),
        ("OPTIONS", "xem", 405),
        ("POST", "so-lieu.json", 405),
        ("DELETE", "so-lieu.svg", 405),
        ("TRACE", "", 405),
        ("BREW", "suc-khoe", 405),
        ("GET", "khac", 404),
        ("GET", "xem/", 404),
        ("GET", "../etc/passwd", 404),
        ("GET", "%2e%2e/%00", 404),
        ("POST", "xem" * 1000, 404),
    ],
)
async def test_a_wrong_method_or_address_gets_a_short_error(
    serve: Serve, method: str, name: str, status: int
) -> None:
    async with serve() as client:
        answer = await client.request(method, PREFIX + name, headers=Browser(client).headers)
        assert answer.status_code == status
        assert len(answer.content) < 100


@pytest.mark.anyio
@pytest.mark.parametrize(
    "query",
    [
        "",
        "trang",
        "trang=",
        "trang=//x",
        "trang=x",
        "trang=/&trang=/",
        "a=1&" * 500,
        "trang=%ff",
        "trang=/%00",
    ],
)
async def test_a_picture_asked_wrongly_is_shown_but_counts_nothing(serve: Serve, query: str) -> None:
    async with serve() as client:
        answer = await client.get(f"{PREFIX}so-lieu.svg?{query}", headers=Browser(client).headers)
        assert (answer.status_code, answer.text[:4]) == (200, "<svg")
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]


@pytest.mark.anyio
async def test_what_is_sent_is_never_shown_again(serve: Serve) -> None:
    mark = "<script>mark</script>"
    async with serve() as client:
        headers = {"user-agent": mark, "referer": mark, "sec-fetch-site": "same-origin"}
        answers = [
            await client.post(PREFIX + "xem", json={**GOOD, "path": mark}, headers=headers),
            await client.get(PREFIX + "so-lieu.svg", params={"trang": mark}, headers=headers),
            await client.get(PREFIX + mark, headers=headers),
            await client.get(PREFIX, headers=headers),
        ]
    assert not any("mark" in answer.text for answer in answers)


@pytest.mark.anyio
async def test_a_sender_that_goes_away_gets_no_answer_and_is_not_counted(serve: Serve) -> None:
    async with serve() as client:
        sent: list[object] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: object) -> None:
            sent.append(message)

        headers = [(b"sec-fetch-site", b"same-origin"), (b"user-agent", FIREFOX.encode())]
        scope = {"type": "http", "method": "POST", "path": PREFIX + "xem", "headers": headers}
        await client.app(scope, receive, send)  # type: ignore[attr-defined]
        assert sent == []
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]
