"""Live reload: the result of the last build, and the script and event stream that report it to open pages."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import Message, Send

from plugins.preview.files import name_at
from plugins.urls.patterns import PREVIEW

_SCRIPT = Path(__file__).with_name("reload.js")
KEEP_ALIVE_SECONDS = 15.0


class BuildState:
    """The state of the preview. Used only from one event loop.

    `known` is set when the first build has finished; `error` is the error text of the last build, None if it succeeded.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self.error: str | None = None
        self.closed = False
        self.known = asyncio.Event()
        # Set at the next change. Get it before reading the state, so that no change is missed.
        self.changed = asyncio.Event()
        # Part of the mark, so that a page left open from an earlier run reloads.
        self._run = secrets.token_hex(4)
        self._builds = 0
        self.begun = 0  # builds, those that failed and the one that is running included
        self._ended = 0  # the last of them that succeeded
        # Pages of edited texts that no build has written yet, by name, and how many builds had begun at the edit.
        self._shown: dict[str, tuple[bytes, int]] = {}
        self._shows = 0
        self._marks: dict[
            str, str
        ] = {}  # of pages that were shown before the last build, or the next one, has ended
        self._latest = self.mark()

    def mark(self, name: str = "") -> str:
        """Identify what is served as a page; open pages reload when it changes, which it does after each successful build.

        Without a name, that of any page which is not shown before it is built.
        """
        return self._marks.get(name) or f"{self._run}-{self._builds}"

    def page(self, name: str) -> bytes | None:
        """Return the page of an edited text that no build has written yet, None for any other name."""
        return self._shown.get(name, (None, 0))[0]

    def show(self, name: str, data: bytes, begun: int) -> None:
        """Serve `data` as the page `name` until a build that has begun after the edit has succeeded.

        `begun` is the state's number when the edit was noticed: a running build may not have seen it.
        """
        if self._ended > begun:
            return
        self._shows += 1
        self._shown[name] = data, begun
        self._latest = self._marks[name] = f"{self._run}-{self._builds}-{self._shows}"
        self._notify()

    def succeeded(self) -> None:
        """Record a successful build, so that open pages reload, except those that were shown already with the same bytes."""
        self._builds += 1
        self.error = None
        shown, marks = self._end(), self._marks
        same = {name for name, data in shown.items() if self._written(name) == data}
        self._marks = {name: marks[name] for name in (*same, *self._shown)}
        self._latest = self.mark()
        self._notify()

    def failed(self, text: str) -> None:
        """Record a failed build with the error text to show; the old pages stay, and those shown before a build.

        The error may be in another text, or in a later edit.
        """
        self.error = text
        self._notify()

    def _end(self) -> dict[str, bytes]:
        """Record that a build has succeeded; remove and return the pages of edits that it has seen."""
        self._ended = self.begun
        seen = {name: data for name, (data, begun) in self._shown.items() if begun < self.begun}
        self._shown = {name: kept for name, kept in self._shown.items() if name not in seen}
        return seen

    def _written(self, name: str) -> bytes:
        with suppress(OSError):
            return (self._output / name).read_bytes()
        return b""

    def close(self) -> None:
        """Wake all waiters because the preview stops."""
        self.closed = True
        self._notify()

    def _notify(self) -> None:
        self.known.set()
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def events(self, name: str = "") -> AsyncIterator[str]:
        """Yield the messages of the event stream (Server-Sent Events) for a page, or for all, until `close`."""
        yield "retry: 500\n\n"
        while not self.closed:
            changed = self.changed
            data = json.dumps(
                {"mark": self.mark(name) if name else self._latest, "error": self.error}, ensure_ascii=False
            )
            yield f"data: {data}\n\n"
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    # A comment, which browsers ignore: keeps proxies from closing an idle connection.
                    yield ":\n\n"


def with_script(page: bytes, state: BuildState, name: str = "") -> bytes:
    """Return the HTML page with the live-reload script tag before `</body>`."""
    tag = f'<script src="{PREVIEW}tai-lai.js" data-mark="{state.mark(name)}" defer></script>'.encode()
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


def answer_live(path: str, state: BuildState, page: str = "") -> Response | None:
    """Answer a request for the script or the event stream of the page at the path `page`; return None for any other path."""
    if path == f"{PREVIEW}tai-lai.js":
        return FileResponse(
            _SCRIPT, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
        )
    if path == f"{PREVIEW}su-kien":
        return StreamingResponse(
            state.events(name_at(unquote(page))),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )
    return None
