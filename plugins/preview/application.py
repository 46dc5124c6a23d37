"""The ASGI application: routes a request to the live services, live reload or the built files."""

import logging
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from plugins.preview.files import answer_file, find, name_at
from plugins.preview.live import BuildState, adding_script, answer_live, with_script

NOTHING: Mapping[str, str] = MappingProxyType({})
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?")
_UNKNOWN_HOST = PlainTextResponse(
    "Bản xem thử chỉ trả lời ở http://localhost. Muốn dùng tên khác: invoke serve --host TÊN\n", 421
)


class LiveApp(Protocol):
    """An ASGI application, and which requests are for it."""

    def answers(self, path: str, query: bytes) -> bool:
        """Return whether a request is for the application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI scope."""


class Preview:
    """The ASGI application. Live services and requests for pages wait until the first build has finished.

    `elsewhere` has the addresses to which some paths lead, instead of to their pages; `live_error` is the message of a live service that could not start, otherwise None.
    """

    def __init__(
        self,
        output: Path,
        state: BuildState,
        live: LiveApp | None = None,
        hosts: Sequence[str] = (),
        elsewhere: Mapping[str, str] = NOTHING,
    ) -> None:
        self._output = output
        self._state = state
        self._live = live
        self.live_error: str | None = None
        self._hosts = hosts
        self._elsewhere = elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. The live services get their requests with path and client address unchanged."""
        if scope["type"] == "lifespan":
            await self._pass_on_lifespan(scope, receive, send)
            return
        if not is_allowed_host(scope, self._hosts):
            await _UNKNOWN_HOST(scope, receive, send)
            return
        if self._live is not None and self._live.answers(scope["path"], scope["query_string"]):
            await self._live(scope, receive, adding_script(send, self._state))
            return
        await self._state.known.wait()
        response = self._answer(Request(scope))
        await response(scope, receive, send)

    async def _pass_on_lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def note_failure(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.live_error = message.get("message", "")
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # the caller reports it
            await send(message)

        # Until then they would report that there are no pages.
        await self._state.known.wait()
        if self._live is not None:
            await self._live(scope, receive, note_failure)

    def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if path in self._elsewhere:
            return RedirectResponse(self._elsewhere[path], headers={"cache-control": "no-store"})
        live = answer_live(path, self._state, request.query_params.get("trang", ""))
        if live is not None:
            return live
        if self._state.error is not None and find(self._output, "/index.html") is None:
            page = with_script(_error_page(self._state.error), self._state)
            return HTMLResponse(page, 503, {"cache-control": "no-store"})
        name = name_at(path)
        return answer_file(
            self._output,
            request,
            lambda page: with_script(page, self._state, name),
            newer=self._state.page(name),
        )


def _error_page(error: str) -> bytes:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Chưa dựng được trang</title></head>'
        "<body><h1>Chưa dựng được trang nào</h1><p>Sửa lỗi rồi lưu, trang sẽ tự hiện.</p>"
        f"<noscript><pre>{escape(error)}</pre></noscript></body></html>"
    ).encode()


def is_allowed_host(scope: Scope, others: Sequence[str]) -> bool:
    """Return whether the Host header names this machine or one of `others`.

    Otherwise any web site could point its own name at 127.0.0.1 (DNS rebinding) and read drafts.
    """
    hosts = [value for key, value in scope["headers"] if key == b"host"]
    match = _HOST.fullmatch(hosts[0].decode("latin-1").lower()) if len(hosts) == 1 else None
    return match is not None and match["name"].rstrip(".") in (*LOCAL_HOSTS, *map(str.lower, others))
