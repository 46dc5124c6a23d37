"""Live reload: the result of the last build, and the script and event stream that report it to open pages."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import Message, Send

from plugins.urls.patterns import PREVIEW

_SCRIPT = Path(__file__).with_name("reload.js")
KEEP_ALIVE_SECONDS = 15.0


class BuildState:
    """The state of the preview. Used only from one event loop.

    `known` is set when the first build has finished; `error` is the error text of the last build, None if it succeeded.
    """

    def __init__(self) -> None:
        self.error: str | None = None
        self.closed = False
        self.known = asyncio.Event()
        # Set at the next change. Get it before reading the state, so that no change is missed.
        self.changed = asyncio.Event()
        # Part of the mark, so that a page left open from an earlier run reloads.
        self._run = secrets.token_hex(4)
        self._builds = 0

    @property
    def mark(self) -> str:
        """Identify the build that is being served; changes after each successful build."""
        return f"{self._run}-{self._builds}"

    def succeeded(self) -> None:
        """Record a successful build, so that open pages reload."""
        self._builds += 1
        self.error = None
        self._notify()

    def failed(self, text: str) -> None:
        """Record a failed build with the error text to show; the old pages stay."""
        self.error = text
        self._notify()

    def close(self) -> None:
        """Wake all waiters because the preview stops."""
        self.closed = True
        self._notify()

    def _notify(self) -> None:
        self.known.set()
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def events(self) -> AsyncIterator[str]:
        """Yield the messages of the event stream (Server-Sent Events), until `close`."""
        yield "retry: 500\n\n"
        while not self.closed:
            changed = self.changed
            data = json.dumps({"mark": self.mark, "error": self.error}, ensure_ascii=False)
            yield f"data: {data}\n\n"
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    # A comment, which browsers ignore: keeps proxies from closing an idle connection.
                    yield ":\n\n"


def with_script(page: bytes, state: BuildState) -> bytes:
    """Return the HTML page with the live-reload script tag before `</body>`."""
    tag = f'<script src="{PREVIEW}tai-lai.js" data-mark="{state.mark}" defer></script>'.encode()
    end = page.lower().rfind(b"</body>")
    return page + tag if end < 0 else page[:end] + tag + page[end:]


def adding_script(send: Send, state: BuildState) -> Send:
    """Return an ASGI `send` that adds the live-reload script tag to a whole HTML page, and passes on everything else."""
    start: Message | None = None
    parts: list[bytes] = []

    async def send_on(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_html(message):
            start = message
        elif start is None:
            await send(message)
        else:
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts)
            page = with_script(body, state) if b"</body>" in body.lower() else body
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["content-length"] = str(len(page))
            await send({**start, "headers": headers.raw})
            await send({"type": "http.response.body", "body": page})

    return send_on


def _is_html(start: Message) -> bool:
    return Headers(raw=list(start["headers"])).get("content-type", "").startswith("text/html")


def answer_live(path: str, state: BuildState) -> Response | None:
    """Answer a request for the script or the event stream; return None for any other path."""
    if path == f"{PREVIEW}tai-lai.js":
        return FileResponse(
            _SCRIPT, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
        )
    if path == f"{PREVIEW}su-kien":
        return StreamingResponse(
            state.events(), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )
    return None
