import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from plugins.preview import live
from plugins.preview.application import Preview
from plugins.preview.live import BuildState, answer_live, with_script

SCRIPT = b'<script src="/_xem-truoc/tai-lai.js" data-mark="%s" defer></script>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<body>x</body></html>", b"<body>x|</body></html>"),
        (b"<BODY>x</BODY>", b"<BODY>x|</BODY>"),
        (b"<pre>&lt;/body></pre><p>no end", b"<pre>&lt;/body></pre><p>no end|"),
        (b"<body><!-- </body> --></body>", b"<body><!-- </body> -->|</body>"),
        (b"", b"|"),
    ],
)
def test_script_is_inserted_before_body_end(page: bytes, expected: bytes) -> None:
    state = BuildState(Path())
    assert with_script(page, state) == expected.replace(b"|", SCRIPT % state.mark().encode())


class Results:
    """A live service with a whole page, a part of one and a file."""

    def answers(self, path: str, _query: bytes) -> bool:
        return path.startswith("/tim-kiem/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def body() -> AsyncIterator[bytes]:
            for part in ("<body>Chợ", "</body>" if scope["path"] == "/tim-kiem/" else ""):
                yield part.encode()

        kind = "application/json" if scope["path"].endswith(".json") else "text/html"
        await StreamingResponse(body(), 503, {"x-own": "1"}, media_type=kind)(scope, receive, send)


def test_whole_pages_of_live_services_get_the_script(tmp_path: Path) -> None:
    state = BuildState(tmp_path)

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(Preview(tmp_path, state, live=Results()))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    page = asyncio.run(ask("/tim-kiem/"))
    assert page.content == "<body>Chợ".encode() + SCRIPT % state.mark().encode() + b"</body>"
    assert (page.status_code, page.headers["x-own"]) == (503, "1")
    assert page.headers["content-length"] == str(len(page.content))
    for path in ("/tim-kiem/phan", "/tim-kiem/goi-y.json"):
        assert asyncio.run(ask(path)).text == "<body>Chợ"


def test_other_paths_are_not_live_reload() -> None:
    assert answer_live("/", BuildState(Path())) is None
    assert answer_live("/_xem-truoc/", BuildState(Path())) is None


def test_idle_stream_sends_keep_alive_and_ends_with_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 0.01)

    async def listen() -> list[str]:
        state = BuildState(Path())
        heard = []
        async for message in state.events():
            heard.append(message)
            if heard.count(":\n\n") == 2:
                state.close()
        return heard

    heard = asyncio.run(listen())
    assert heard[0].startswith("retry:")
    assert heard[1].startswith("data: ")
    assert heard[2:] == [":\n\n"] * 2
