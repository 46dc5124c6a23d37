"""Whatever bytes come: a short answer, and no fault."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.visitor_counter.service import Settings, VisitorCounter
from plugins.visitor_counter.submission import page_asked, parse_submission
from tests.visitor_counter.test_recorder import SlowStore

PREFIX = "/luot-truy-cap/"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
near_views = st.fixed_dictionaries(
    {}, optional={"path": json_values, "nonce": json_values | st.just("0" * 32), "automated": json_values}
)


@given(
    st.binary(max_size=200)
    | near_views.map(lambda view: json.dumps(view).encode())
    | json_values.map(repr).map(str.encode)
)
def test_any_body_is_a_view_or_a_value_error(body: bytes) -> None:
    try:
        submission = parse_submission(body)
    except ValueError:
        return
    assert len(submission.nonce) == 16


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda rest: b"trang=" + rest))
def test_any_query_is_a_path_or_a_value_error(query: bytes) -> None:
    try:
        assert page_asked(query)
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


@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD"]) | st.text(max_size=8),
    path=st.sampled_from(["", "xem", "so-lieu.json", "so-lieu.svg", "suc-khoe"]).map(PREFIX.__add__)
    | st.text(),
    query=st.binary(max_size=60),
    headers=st.lists(st.tuples(header_names, header_values), max_size=8),
    peer=st.none() | st.tuples(st.text(max_size=12) | st.just("203.0.113.9"), st.just(1)),
    body=st.binary(max_size=100),
)
def test_any_request_gets_one_whole_answer_and_no_fault(
    *, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], peer: object, body: bytes
) -> None:
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        app = VisitorCounter(Settings(trusted_proxies=("203.0.113.9",)), SlowStore())
        async with app.running():
            await app({**scope, "client": peer}, receive, send)

    asyncio.run(ask())
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] in (200, 400, 403, 404, 405)
