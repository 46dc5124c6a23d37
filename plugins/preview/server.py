"""Build, serve and rebuild on edits until Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from plugins.errors.issue import UserError
from plugins.preview.application import NOTHING, LiveApp, Preview
from plugins.preview.building import in_thread, run_build, summary_text
from plugins.preview.listening import listen
from plugins.preview.live import BuildState
from plugins.preview.watching import Edits

if TYPE_CHECKING:
    from plugins.incremental.api import Summary  # loads Pelican, which only the process that builds needs

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
Build = Callable[[], "Awaitable[Summary | None]"]
Page = Callable[[Path], tuple[str, bytes] | None]
Seen = asyncio.Queue[tuple[set[str], int]]  # edited files, and how many builds had begun
Show = Callable[[Seen], Coroutine[None, None, None]]
FEW = 3  # edited files whose pages are shown before the build: of more, such as after `git pull`, none


def serve(
    build: Callable[[], Summary],
    output: Path,
    watch: Sequence[Path],
    *,
    page: Page = lambda _file: None,
    port: int = 8000,
    live: LiveApp | None = None,
    hosts: Sequence[str] = (),
    elsewhere: Mapping[str, str] = NOTHING,
) -> None:
    """Build the site, serve `output` at http://localhost:`port`/ (0: any free port), and return after Ctrl-C.

    `build` blocks until `output` is written. It is called in a thread, never twice at once: first at the start,
    then whenever something in `watch` (folders or files) was edited. An error of `build` leaves the old pages in place
    and is shown above them; errors other than UserError also print a traceback in the terminal. `live` gets the requests
    that it answers, and ASGI's lifespan events.
    `page` returns the name below `output` and the bytes of the page of an edited file before it is built, or None; it is
    called in a thread, while the build may be running. The page is served until the build has written it.
    `elsewhere` has the addresses to which some paths lead, instead of to their pages.
    Requests for a host that is neither this machine nor one of `hosts` get 421. Must be called in the main thread,
    since it handles Ctrl-C and SIGTERM.

    Raises UserError if the port is not available, a watched path is missing or a live service cannot start.
    """
    edits = Edits(watch, output)
    state = BuildState(output)
    preview = Preview(output, state, live, hosts, elsewhere)
    sockets = listen(port)
    try:
        shown = partial(_keep_shown, page, state=state)
        asyncio.run(_serve(preview, state, partial(run_build, build, state), shown, edits, sockets=sockets))
    finally:
        for each in sockets:  # closing a socket twice does no harm
            each.close()
    print("\nĐã dừng.", flush=True)


async def _serve(
    preview: Preview,
    state: BuildState,
    build: Build,
    show: Show,
    edits: Edits,
    *,
    sockets: list[socket.socket],
) -> None:
    server = _Server(_configuration(preview))
    edited = asyncio.Event()
    seen: Seen = asyncio.Queue()

    def note(files: set[str]) -> None:
        seen.put_nowait((files, state.begun))
        edited.set()

    def stop() -> None:
        # Ends open event streams, for which the server would wait.
        state.close()
        server.should_exit = True
        # From now on uvicorn would only log a traceback for each interrupted download.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

    with on_signal(stop):
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(edits.follow(note))
            showing = tasks.create_task(show(seen))
            building = tasks.create_task(_keep_built(build, edited, sockets))
            with suppress(SystemExit):  # a live service could not start
                await server.serve(sockets)
            following.cancel()
            showing.cancel()
            building.cancel()
    if preview.live_error is not None:
        raise UserError(f"Không khởi động được: {preview.live_error}")


async def _keep_built(build: Build, edited: asyncio.Event, sockets: list[socket.socket]) -> None:
    print("Đang dựng trang…", flush=True)
    summary = await build()
    print(_greeting(summary, sockets), flush=True)
    while True:
        await edited.wait()
        # Cleared before the build, so that any number of edits during it cause one more build.
        edited.clear()
        summary = await build()
        if summary is not None:
            print(f"Đã dựng lại: {summary_text(summary)}.", flush=True)


async def _keep_shown(page: Page, seen: Seen, state: BuildState) -> None:
    """Show the pages of edited texts before the build has written them."""
    while True:
        files, begun = await seen.get()
        for file in sorted(files) if len(files) <= FEW else ():
            found = await in_thread(partial(page, Path(file)))
            if isinstance(found, tuple):
                state.show(*found, begun)


def _greeting(summary: Summary | None, sockets: list[socket.socket]) -> str:
    ready = f"Đã dựng xong {summary_text(summary)}. Xem tại" if summary else "Khi hết lỗi, trang sẽ hiện tại"
    ipv6 = " và IPv6 (::1)" if len(sockets) > 1 else "; máy này không có IPv6"
    return (
        f"\n{ready}\n\n    http://localhost:{sockets[0].getsockname()[1]}/\n\n"
        f"Nghe trên IPv4 (127.0.0.1){ipv6}.\n"
        "Sửa bài rồi lưu: trang tự dựng và tải lại. Nhấn Ctrl+C để dừng."
    )


def _configuration(app: Preview) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="auto",  # starts and stops the live services
        ws="none",
        # The counter itself decides whether to trust X-Forwarded-For.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `on_signal`: uvicorn would raise them again on exit, which prints a traceback."""
        yield


@contextmanager
def on_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` in the running event loop on SIGINT or SIGTERM while the block runs. Main thread only."""
    loop = asyncio.get_running_loop()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
