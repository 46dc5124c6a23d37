"""Run a preview as its own process: `one_preview.py FOLDER PORT [plain | recording | failing | real]`.

Builds FOLDER/content/page.txt into FOLDER/output. A page that begins with LỖI is rejected, one with HỎNG raises an
unexpected exception, one with CHẬM SECONDS takes long. One with NHANH is shown before the build, which takes long and
ends when FOLDER/go exists; with NHANH LỖI it is rejected then. The last word chooses the counter.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from plugins.errors.issue import UserError
from plugins.incremental.api import Summary
from plugins.preview.server import serve
from plugins.urls.patterns import COUNTER as COUNTED
from plugins.visitor_counter.service.application import create_app
from plugins.visitor_counter.settings import Settings

FOLDER, PORT, COUNTER, *_ = [*sys.argv[1:], "plain"]
CONTENT, OUTPUT, LOG = (Path(FOLDER) / name for name in ("content", "output", "log.txt"))


def log(word: str) -> None:
    with LOG.open("a", encoding="utf-8") as file:
        file.write(word + "\n")


def build() -> Summary:
    log("build begins")
    text = (CONTENT / "page.txt").read_text(encoding="utf-8")
    if text.startswith("CHẬM"):
        time.sleep(float(text.split()[1]))
    while text.startswith("NHANH") and not (Path(FOLDER) / "go").exists():
        time.sleep(0.02)
    if text.startswith("HỎNG"):
        log("build ends")
        raise KeyError(text)
    if text.startswith(("LỖI", "NHANH LỖI")):
        log("build ends")
        raise UserError(text)
    for path in ("", "2024/03/bai/"):
        (OUTPUT / path).mkdir(parents=True, exist_ok=True)
        (OUTPUT / path / "index.html").write_bytes(page_of(text))
    (OUTPUT / "404.html").write_text("<!doctype html><body><p>không thấy</p></body>", encoding="utf-8")
    log("build ends")
    return Summary(pages=1234, seconds=0.44)


def page_of(text: str) -> bytes:
    return (
        f'<!doctype html><html lang="vi"><head><title>Trang</title></head><body><p id="text">{text}</p>'
        '<div style="height:4000px"></div></body></html>'
    ).encode()


def show(file: Path) -> tuple[str, bytes] | None:
    text = file.read_text(encoding="utf-8")
    if not text.startswith("NHANH"):
        return None
    return "2024/03/bai/index.html", page_of(text.replace("KHÁC", "khác"))


class Under:
    """An application that answers what the counter answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def answers(self, path: str, _query: bytes) -> bool:
        return path.startswith(COUNTED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


async def recording(scope: Scope, receive: Receive, send: Send) -> None:
    """A counter that logs its lifespan events and echoes its requests."""
    if scope["type"] == "lifespan":
        assert (await receive())["type"] == "lifespan.startup"
        if COUNTER == "failing":
            await send({"type": "lifespan.startup.failed", "message": "tệp số liệu bị khóa"})
            return
        scope["state"]["opened"] = "đã mở"
        log("counter begins")
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        log("counter ends")
        await send({"type": "lifespan.shutdown.complete"})
        return
    asked = {name: scope[name] for name in ("method", "path", "root_path", "client", "state")}
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    await send({"type": "http.response.body", "body": json.dumps(asked).encode()})


COUNTERS: dict[str, Callable[[], Under | None]] = {
    "plain": lambda: None,
    "recording": lambda: Under(recording),
    "failing": lambda: Under(recording),
}
COUNTERS["real"] = lambda: Under(create_app(Settings(store=Path(FOLDER) / "visits.sqlite3", create=True)))

try:
    serve(
        build,
        OUTPUT,
        [CONTENT, Path(FOLDER) / "agency.yaml"],
        page=show,
        port=int(PORT),
        live=COUNTERS[COUNTER](),
        elsewhere={"/o-noi-khac/": "http://localhost:1/vao"},
    )
except UserError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
