"""Running the caller's build: in a thread of its own, never two at once, its outcome told in plain words."""

import asyncio
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from plugins.preview.state import BuildState
from plugins.vietnamese.writing import number

_STOPPING = 0.2


class BuildSummary(Protocol):
    """What a build reports: how many HTML pages the site has, and how many seconds it took."""

    @property
    def pages(self) -> int:
        """Return the number of HTML pages."""

    @property
    def seconds(self) -> float:
        """Return the seconds that the build took."""


class Builds:
    """The builds of one preview, never two at once. `refusals` are the errors whose text is meant for the person who edits."""

    def __init__(self, build: Callable[[], BuildSummary], refusals: tuple[type[Exception], ...]) -> None:
        self.state = BuildState()
        self._build = build
        self._refusals = refusals

    async def run(self) -> BuildSummary | None:
        """Build once and note the outcome; None when the build was refused. Says why in the terminal."""
        outcome = await _in_thread(self._build)
        if not isinstance(outcome, BaseException):
            self.state.built()
            return outcome
        if isinstance(outcome, self._refusals):
            self._refuse(str(outcome))
            return None
        # Ctrl-C reaches the processes of a build too, and their death is then no news.
        await asyncio.sleep(_STOPPING)
        if not self.state.closed:
            traceback.print_exception(outcome)
            self._refuse(
                f"Chương trình dựng gặp lỗi, không phải do bài viết: {type(outcome).__name__}: {outcome}"
            )
        return None

    def _refuse(self, text: str) -> None:
        self.state.refused(text)
        print(f"\n{text.rstrip()}\n\nChưa dựng được. Sửa lỗi rồi lưu, trang sẽ tự dựng lại.", flush=True)


def told(summary: BuildSummary) -> str:
    """Say a summary in words: `1.234 trang trong 0,4 giây`."""
    seconds = f"{summary.seconds:.1f}".replace(".", ",")
    return f"{number(summary.pages)} trang trong {seconds} giây"


async def _in_thread(build: Callable[[], BuildSummary]) -> BuildSummary | BaseException:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[BuildSummary | BaseException] = loop.create_future()

    def finish(outcome: BuildSummary | BaseException) -> None:
        if not done.done():
            done.set_result(outcome)

    def work() -> None:
        outcome: BuildSummary | BaseException
        try:
            outcome = build()
        except BaseException as error:  # noqa: BLE001 - also SystemExit, with which Pelican ends: the preview lives on
            outcome = error
        # The loop is closed when the preview was stopped meanwhile: nobody waits for the outcome.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(finish, outcome)

    # A daemon, unlike asyncio's own threads: Ctrl-C must not wait for a long build.
    threading.Thread(target=work, name="build", daemon=True).start()
    return await done
