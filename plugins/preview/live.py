"""Live reload: the script tag added to each page, and the event stream that reports builds to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.responses import FileResponse, Response, StreamingResponse

from plugins.preview.state import BuildState
from plugins.urls.patterns import PREVIEW

_SCRIPT = Path(__file__).with_name("reload.js")
_KEEP_ALIVE_SECONDS = 15.0


def with_script(page: bytes, state: BuildState) -> bytes:
    """Return the HTML page with the live-reload script tag before `</body>`."""
    tag = f'<script src="{PREVIEW}tai-lai.js" data-mark="{state.mark}" defer></script>'.encode()
    end = page.lower().rfind(b"</body>")
    return page + tag if end < 0 else page[:end] + tag + page[end:]


def answer_live(path: str, state: BuildState) -> Response | None:
    """Answer a request for the script or the event stream; return None for any other path."""
    if path == f"{PREVIEW}tai-lai.js":
        return FileResponse(
            _SCRIPT, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
        )
    if path == f"{PREVIEW}su-kien":
        return StreamingResponse(
            _events(state), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )
    return None


async def _events(state: BuildState) -> AsyncIterator[str]:
    yield "retry: 500\n\n"
    while not state.closed:
        changed = state.changed
        data = json.dumps({"mark": state.mark, "refusal": state.refusal}, ensure_ascii=False)
        yield f"data: {data}\n\n"
        while not changed.is_set():
            try:
                await asyncio.wait_for(changed.wait(), _KEEP_ALIVE_SECONDS)
            except TimeoutError:
                # A comment, which browsers ignore: keeps proxies from closing an idle connection.
                yield ":\n\n"
