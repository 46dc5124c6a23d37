"""Live reload: what the preview adds to a page on its way out, and the stream that tells the page of builds."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.responses import FileResponse, Response, StreamingResponse

from plugins.preview.state import BuildState

PREFIX = "/_xem-truoc/"
_SCRIPT = Path(__file__).with_name("reload.js")
_PULSE = 15.0


def with_script(page: bytes, state: BuildState) -> bytes:
    """Return an HTML page with the script that reloads it. The file it came from is left as it is."""
    tag = f'<script src="{PREFIX}tai-lai.js" data-mark="{state.mark}" defer></script>'.encode()
    end = page.lower().rfind(b"</body>")
    return page + tag if end < 0 else page[:end] + tag + page[end:]


def answer_live(path: str, state: BuildState) -> Response | None:
    """Answer a request for the script or the stream; None for any other path."""
    if path == f"{PREFIX}tai-lai.js":
        return FileResponse(
            _SCRIPT, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
        )
    if path == f"{PREFIX}su-kien":
        return StreamingResponse(
            _events(state), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )
    return None


async def _events(state: BuildState) -> AsyncIterator[str]:
    yield "retry: 500\n\n"
    while not state.closed:
        changed = state.changed
        told = json.dumps({"mark": state.mark, "refusal": state.refusal}, ensure_ascii=False)
        yield f"data: {told}\n\n"
        while not changed.is_set():
            try:
                await asyncio.wait_for(changed.wait(), _PULSE)
            except TimeoutError:
                # A comment, which the browser drops: it keeps whatever stands between from hanging up.
                yield ":\n\n"
