"""Between many requests and the one writer: waiting views share a commit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.view import Outcome, View
from plugins.visitor_counter.stores.store import Counted, Store, StoreUnavailable

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
MOST_IN_A_COMMIT = 1_000
PATIENCE_SECONDS = 10.0


Recorded = tuple[Figures, Outcome]
"""The figures after a view, and what became of it."""

_Waiting = tuple[View, asyncio.Future[Recorded], float]
"""A view, who waits for it, and since when by the loop's clock."""


class Recorder:
    """Counts views through a store, in a thread of its own, and keeps the latest figures.

    While one commit runs, new views gather for the next. `each_round` is called in the writer's thread with the
    figures at most once every `pause` seconds; that round also takes place without views, so that what has ended
    is forgotten. `outcomes` and `commits` count since the start, for whoever watches the service.
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
        self._wake = asyncio.Event()
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop  # from the start on

    async def start(self) -> None:
        """Open the store and begin. Raises StoreUnavailable."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._loop.run_in_executor(self._thread, self._store.open)
        except StoreUnavailable:
            self._thread.shutdown()
            raise
        await self._round()
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Count what still waits, then close the store."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            run, watch = self._tasks
            await run
            watch.cancel()
        await self._loop.run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    @property
    def waiting(self) -> int:
        """How many views wait for their commit."""
        return len(self._waiting) + len(self._in_commit)

    def count(self, view: View) -> asyncio.Future[Recorded]:
        """Count a view; the future is done once that is durable.

        It, or this call, raises StoreUnavailable when the view is not counted, or not known to be: it may be sent again.
        """
        if self._stopping or len(self._waiting) >= MOST_WAITING:
            raise StoreUnavailable("quá nhiều lượt xem đang chờ ghi")
        done: asyncio.Future[Recorded] = self._loop.create_future()
        self._waiting.append((view, done, self._loop.time()))
        self._wake.set()
        return done

    def refuse(self, reason: str) -> None:
        """Count a refused view, apart; stored with the next round."""
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
                await self._round()
                next_round = loop.time() + self._pause
        await self._round()

    async def _watch(self) -> None:
        """Tell senders that have waited long enough, so that no reader hangs on a disk that does not answer."""
        loop = self._loop
        while True:
            await asyncio.sleep(PATIENCE_SECONDS / 20)
            until = loop.time() - PATIENCE_SECONDS
            late = [one for one in (*self._in_commit, *self._waiting) if one[2] <= until]
            if any(not done.done() for _, done, _ in late):
                stalled = StoreUnavailable(f"không ghi xong trong {PATIENCE_SECONDS:.0f} giây")
                self._unavailable(Counter(), stalled)
                _fail(late, stalled)
                self._waiting = [one for one in self._waiting if not one[1].done()]

    async def _commit(self) -> None:
        batch, self._waiting = self._waiting[:MOST_IN_A_COMMIT], self._waiting[MOST_IN_A_COMMIT:]
        self._in_commit = batch
        if self._waiting:
            self._wake.set()
        try:
            figures, outcomes = await self._counted([view for view, _, _ in batch])
        except StoreUnavailable as trouble:
            _fail(batch, trouble)
        else:
            self.commits += 1
            for outcome in Outcome:
                self.outcomes[outcome] += outcomes.count(outcome)
            for (_, done, _), outcome in zip(batch, outcomes, strict=True):
                if not done.done():
                    done.set_result((figures, outcome))
        finally:
            self._in_commit = []

    async def _round(self) -> None:
        try:
            figures, _ = await self._counted([])
            await self._loop.run_in_executor(self._thread, self._each_round, figures)
        except StoreUnavailable:
            pass  # said in the log already
        except Exception:
            log.exception("Lỗi khi ghi tệp số liệu")

    async def _counted(self, views: list[View]) -> Counted:
        refused, self._refused = self._refused, Counter()
        try:
            counted = await self._loop.run_in_executor(self._thread, self._store.count, views, refused)
        except StoreUnavailable as trouble:
            self._unavailable(refused, trouble)
            raise
        except Exception as fault:
            log.exception("Lỗi trong kho số liệu")
            self._unavailable(refused, fault)
            raise StoreUnavailable("lỗi trong kho số liệu") from fault
        self.figures = counted.figures
        if not self.available:
            log.info("Bộ đếm ghi được số liệu.")
        self.available = True
        return counted

    def _unavailable(self, refused: Counter[str], trouble: Exception) -> None:
        self._refused.update(refused)
        if self.available:
            log.warning("Bộ đếm không ghi được số liệu: %s", trouble)
        self.available = False


def _fail(senders: Sequence[_Waiting], trouble: StoreUnavailable) -> None:
    for _, done, _ in senders:
        if not done.done():
            done.set_exception(trouble)
