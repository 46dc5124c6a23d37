"""Run the caller's build in its own thread, and report the result."""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from plugins.errors.issue import UserError
from plugins.preview.live import BuildState
from plugins.vietnamese.writing import number

if TYPE_CHECKING:
    from plugins.incremental.api import Summary  # loads Pelican, which only the process that builds needs

_STOP_GRACE_SECONDS = 0.2
T = TypeVar("T")


async def run_build(build: Callable[[], Summary], state: BuildState) -> Summary | None:
    """Build once and update `state`. Print the error and return None if the build failed."""
    state.begun += 1
    outcome = await in_thread(build)
    if not isinstance(outcome, BaseException):
        state.succeeded()
        return outcome
    if isinstance(outcome, UserError):
        error = str(outcome)
    else:
        # Ctrl-C also ends the worker processes of a build: wait for `close` before reporting that as an error.
        await asyncio.sleep(_STOP_GRACE_SECONDS)
        if state.closed:
            return None
        traceback.print_exception(outcome)
        error = f"Chương trình dựng gặp lỗi, không phải do bài viết: {type(outcome).__name__}: {outcome}"
    state.failed(error)
    print(f"\n{error.rstrip()}\n\nChưa dựng được. Sửa lỗi rồi lưu, trang sẽ tự dựng lại.", flush=True)
    return None


def summary_text(summary: Summary) -> str:
    """Format a summary in Vietnamese: `1.234 trang trong 0,4 giây`."""
    seconds = f"{summary.seconds:.1f}".replace(".", ",")
    return f"{number(summary.pages)} trang trong {seconds} giây"


async def in_thread(work: Callable[[], T]) -> T | BaseException:
    """Return the result of `work`, or its exception; it goes on in its thread if this is cancelled."""
    loop, finished = asyncio.get_running_loop(), asyncio.Event()
    outcomes: list[T | BaseException] = []

    def run() -> None:
        try:
            outcomes.append(work())
        except BaseException as error:  # noqa: BLE001 - Pelican raises SystemExit, which must not end the preview
            outcomes.append(error)
        # The event loop is already closed if the preview was stopped during the build.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(finished.set)

    # A daemon thread, unlike asyncio's executor threads, so that Ctrl-C does not wait for a long build.
    threading.Thread(target=run, daemon=True).start()
    await finished.wait()
    return outcomes[0]
