"""Batch concurrent views into one database commit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.stores.store import Counted, Store, StoreUnavailable

log = logging.getLogger(__name__)

MAX_WAITING = 10_000
MAX_BATCH = 1_000
COMMIT_TIMEOUT_SECONDS = 10.0


Recorded = tuple[Figures, Outcome]
"""The figures after a view, and its outcome."""

_Waiting = tuple[View, asyncio.Future[Recorded], float]
"""A view, the future that its sender awaits, and the time of arrival by the loop's clock."""


class Recorder:
    """Writes views to a store in its own thread, and keeps the latest figures.

    While one commit runs, new views are collected for the next. Every `pause` seconds there is a round, with or without
    views: the store expires ended visits, and `each_round` is called with the figures in the writer's thread. `outcomes`,
    `refusals` and `commits` are totals since the start, for metrics.
    """

    def __init__(self, store: Store, each_round: Callable[[Figures], None], *, pause: float) -> None:
        self.figures: Figures | None = None
        self.available = False
        self.outcomes: Counter[Outcome] = Counter()
        self.refusals: Counter[str] = Counter()
        self.commits = 0
        self._store = store
        self._each_round = each_round
        self._pause = pause
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="visitor-counter")
        self._waiting: list[_Waiting] = []
        self._in_commit: list[_Waiting] = []
        self._refused: Counter[str] = Counter()
        self._problems: set[str] = set()  # logged since the store was last available
        self._wake = asyncio.Event()
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop  # set by `start`

    async def start(self) -> None:
        """Open the store and start counting. Raises StoreUnavailable."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._loop.run_in_executor(self._thread, self._store.open)
        except StoreUnavailable:
            self._thread.shutdown()
            raise
        await self.round()
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Count the waiting views, then close the store."""
        self._stopping = True
        self._wake.set()
        run, watch = self._tasks
        await run
        watch.cancel()
        await self._loop.run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    @property
    def waiting(self) -> int:
        """Number of views that wait for their commit."""
        return len(self._waiting) + len(self._in_commit)

    def count(self, view: View) -> asyncio.Future[Recorded]:
        """Count a view; the returned future is done when the view is durable.

        The future, or this call, raises StoreUnavailable if the view was not counted or may not have been; it may be sent
        again with the same nonce.
        """
        if self._stopping or len(self._waiting) >= MAX_WAITING:
            raise StoreUnavailable("quá nhiều lượt xem đang chờ ghi")
        done: asyncio.Future[Recorded] = self._loop.create_future()
        self._waiting.append((view, done, self._loop.time()))
        self._wake.set()
        return done

    def reject(self, reason: str) -> None:
        """Count a rejected view by reason; stored with the next commit or round."""
        self._refused[reason] += 1
        self.refusals[reason] += 1

    async def _run(self) -> None:
        loop = self._loop
        next_round, next_commit = loop.time() + self._pause, loop.time()
        while not self._stopping or self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_round):
                    await self._wake.wait()
            self._wake.clear()
            if self._waiting:
                await asyncio.sleep(next_commit - loop.time())
                next_commit = loop.time() + self._store.gather_seconds
                await self._commit()
            if loop.time() >= next_round:
                await self.round()
                next_round = loop.time() + self._pause
        await self.round()

    async def _watch(self) -> None:
        """Fail views that have waited longer than COMMIT_TIMEOUT_SECONDS, so that a stalled disk does not hang browsers."""
        loop = self._loop
        while True:
            await asyncio.sleep(COMMIT_TIMEOUT_SECONDS / 20)
            until = loop.time() - COMMIT_TIMEOUT_SECONDS
            late = [waiting for waiting in (*self._in_commit, *self._waiting) if waiting[2] <= until]
            if any(not done.done() for _, done, _ in late):
                stalled = StoreUnavailable(f"không ghi xong trong {COMMIT_TIMEOUT_SECONDS:.0f} giây")
                self._unavailable(Counter(), stalled)
                _fail(late, stalled)
                self._waiting = [waiting for waiting in self._waiting if not waiting[1].done()]

    async def _commit(self) -> None:
        batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
        self._in_commit = batch
        if self._waiting:
            self._wake.set()
        try:
            figures, outcomes = await self._store_views([view for view, _, _ in batch])
        except StoreUnavailable as error:
            _fail(batch, error)
        else:
            self.commits += 1
            for outcome in Outcome:
                self.outcomes[outcome] += outcomes.count(outcome)
            for (_, done, _), outcome in zip(batch, outcomes, strict=True):
                if not done.done():
                    done.set_result((figures, outcome))
        finally:
            self._in_commit = []

    async def round(self) -> None:
        """Expire ended visits and call `each_round`, as happens every `pause` seconds."""
        try:
            figures, _ = await self._store_views([])
            await self._loop.run_in_executor(self._thread, self._each_round, figures)
        except StoreUnavailable:
            pass  # already logged
        except Exception:
            log.exception("Lỗi khi ghi tệp số liệu")

    async def _store_views(self, views: list[View]) -> Counted:
        refused, self._refused = self._refused, Counter()
        try:
            counted = await self._loop.run_in_executor(self._thread, self._store.count, views, refused)
        except Exception as error:
            self._unavailable(refused, error)
            if isinstance(error, StoreUnavailable):
                raise
            log.exception("Lỗi trong kho số liệu")
            raise StoreUnavailable("lỗi trong kho số liệu") from error
        self.figures = counted.figures
        if not self.available:
            log.info("Bộ đếm ghi được số liệu.")
        self.available = True
        self._problems.clear()
        return counted

    def _unavailable(self, refused: Counter[str], error: Exception) -> None:
        self._refused.update(refused)
        if str(error) not in self._problems:
            log.warning("Bộ đếm không ghi được số liệu: %s", error)
        self._problems.add(str(error))
        self.available = False


def _fail(senders: Sequence[_Waiting], error: StoreUnavailable) -> None:
    for _, done, _ in senders:
        if not done.done():
            done.set_exception(error)
