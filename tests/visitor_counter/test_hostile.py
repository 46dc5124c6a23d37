"""Anything a client can send gets a short answer, never a trace, and never changes the totals."""

from typing import Any

import pytest

from tests.visitor_counter.conftest import Browser, Serve

PREFIX = "/luot-truy-cap/"
NONCE = "0" * 32


@pytest.mark.anyio
@pytest.mark.parametrize(
    "query",
    [
        "",
        "trang=/",
        f"ma={NONCE}",
        f"trang=&ma={NONCE}",
        f"trang=/&ma={NONCE[1:]}",
        f"trang=/&ma={NONCE}0",
        f"trang=/&ma={NONCE}%0a",
        f"trang=/&ma={NONCE[1:]}G",
        f"trang=/&ma={NONCE}&tu-dong=0",
        f"trang=/&trang=/&ma={NONCE}",
        f"trang=%ff&ma={NONCE}",
        f"trang=/{'a' * 2048}&ma={NONCE}",
        "trang=/&ma=" + "%D9%A0" * 32,
    ],
)
async def test_query_that_the_widget_would_not_send_is_refused(serve: Serve, query: str) -> None:
    async with serve() as client:
        reader = Browser(client)
        answer = await client.post(f"{PREFIX}xem?{query}", headers=reader.headers)
        assert (answer.status_code, answer.text) == (400, "Lượt xem không đúng mẫu.\n")
        assert await reader.figures() == [0, 0, 0, 0, 0]


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["xem", "huu-ich", "so-lieu.svg"])
async def test_request_with_body_is_rejected_unread(serve: Serve, name: str) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100:
            sent += 1
            yield b" " * 1024

    async with serve() as client:
        headers = Browser(client).headers
        method = "GET" if name.endswith("svg") else "POST"
        query = f"?trang=/&ma={NONCE}"
        short = await client.request(method, PREFIX + name + query, content=b"{}", headers=headers)
        long = await client.request(method, PREFIX + name + query, content=endless(), headers=headers)
        assert (short.status_code, long.status_code) == (413, 413)
        assert await Browser(client).figures() == [0, 0, 0, 0, 0]
    assert sent <= 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "name", "status"),
    [
        ("GET", "xem", 405),
        ("GET", "huu-ich", 405),
        ("POST", "cam-on", 405),
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
async def test_wrong_method_or_address_gets_a_short_error(
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
async def test_picture_asked_wrongly_is_shown_but_counts_nothing(serve: Serve, query: str) -> None:
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
            await client.post(PREFIX + "xem", params={"trang": mark, "ma": NONCE}, headers=headers),
            await client.post(PREFIX + "huu-ich", params={"trang": mark, "tra-loi": "co"}, headers=headers),
            await client.get(PREFIX + "cam-on", params={"trang": mark}, headers=headers),
            await client.get(PREFIX + "so-lieu.svg", params={"trang": mark}, headers=headers),
            await client.get(PREFIX + mark, headers=headers),
            await client.get(PREFIX, headers=headers),
        ]
    assert not any("mark" in answer.text for answer in answers)
