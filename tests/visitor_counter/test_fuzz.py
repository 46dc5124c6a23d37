"""Whatever bytes come: a short answer, and no error."""

import asyncio
import contextlib
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.visitor_counter.service.application import VisitorCounter
from plugins.visitor_counter.service.query import Submission, parse_answer, parse_page, parse_view
from plugins.visitor_counter.settings import Settings
from tests.visitor_counter.test_recorder import SlowStore

PREFIX = "/luot-truy-cap/"


pieces = st.sampled_from(
    [
        b"trang=",
        b"ma=",
        b"&",
        b"%2F",
        b"/",
        b"0" * 32,
        b"tu-dong=1",
        b"tra-loi=co",
        b"%ff",
        b"%",
        b"+",
        b"=",
        b"\n",
    ]
)
near_queries = st.lists(pieces | st.binary(max_size=3), max_size=8).map(b"".join)
paths = st.text(min_size=1, max_size=20).map(lambda path: quote(path, safe="/", errors="replace").encode())
nonces = st.binary(min_size=16, max_size=16)


@settings(deadline=None)
@given(near_queries)
def test_any_query_is_a_view_or_a_value_error(query: bytes) -> None:
    with contextlib.suppress(ValueError):
        view = parse_view(query)
        assert len(view.nonce or b"") == 16
        assert view.path


@settings(deadline=None)
@given(paths, nonces, st.booleans(), st.permutations(range(3)))
def test_what_the_widget_sends_is_read_in_whatever_order(
    path: bytes, nonce: bytes, automated: bool, order: list[int]
) -> None:
    parts = [b"trang=" + path, b"ma=" + nonce.hex().encode(), *([b"tu-dong=1"] if automated else [])]
    query = b"&".join(parts[place] for place in order if place < len(parts))
    assert parse_view(query) == Submission(unquote(path.decode()), nonce, automated)


@settings(deadline=None)
@given(paths, st.booleans(), st.booleans())
def test_answer_is_read_in_whatever_order(path: bytes, helpful: bool, first: bool) -> None:
    said = b"tra-loi=" + (b"co" if helpful else b"khong")
    query = said + b"&trang=" + path if first else b"trang=" + path + b"&" + said
    assert parse_answer(query) == Submission(unquote(path.decode()), helpful=helpful)


@settings(deadline=None)
@given(near_queries)
def test_any_query_is_an_answer_or_a_value_error(query: bytes) -> None:
    with contextlib.suppress(ValueError):
        answer = parse_answer(query)
        assert answer.path
        assert answer.helpful is (b"tra-loi=co" in query)


@settings(deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda rest: b"trang=" + rest))
def test_any_query_is_a_path_or_a_value_error(query: bytes) -> None:
    try:
        assert parse_page(query).path
    except ValueError:
        return


header_names = st.sampled_from(
    [
        b"host",
        b"origin",
        b"referer",
        b"sec-fetch-site",
        b"user-agent",
        b"x-forwarded-for",
        b"sec-purpose",
        b"content-length",
        b"cookie",
    ]
)
header_values = st.binary(max_size=40) | st.sampled_from(
    [b"same-origin", b"http://[", b"http://a:b", b"cong.example", b"1.2.3.4, ::1, x", b"\xff"]
)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD"]) | st.text(max_size=8),
    path=st.sampled_from(["", "xem", "huu-ich", "cam-on", "so-lieu.json", "so-lieu.svg", "suc-khoe"]).map(
        PREFIX.__add__
    )
    | st.text(),
    query=st.binary(max_size=60) | near_queries,
    headers=st.lists(st.tuples(header_names, header_values), max_size=8),
    peer=st.none() | st.tuples(st.text(max_size=12) | st.just("203.0.113.9"), st.just(1)),
)
def test_any_request_gets_one_whole_answer_and_no_fault(
    *, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], peer: object
) -> None:
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("no body is ever read")

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        app = VisitorCounter(Settings(trusted_proxies=("203.0.113.9",)), SlowStore())
        async with app.running():
            await app({**scope, "client": peer}, receive, send)

    asyncio.run(ask())
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] in (200, 303, 400, 403, 404, 405, 413)
