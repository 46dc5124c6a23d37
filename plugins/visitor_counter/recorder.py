"""Between many requests and the one writer: waiting views share a commit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from plugins.visitor_counter.figures import Figures
from plugins.visitor_counter.store import Store, StoreUnavailable
from plugins.visitor_counter.visits import View

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
MOST_IN_A_COMMIT = 1_000
PATIENCE_SECONDS = 10.0


class Recorder:
    """Counts views through a store, in a thread of its own, and keeps the latest figures.

    While one commit runs, new views gather for the next. `each_round` is called in the writer's thread with the
    figures at most once every `pause` seconds; that round also takes place without views, so that what has ended
    is forgotten.
    """

    def __init__(self, store: Store, each_round: Callable[[Figures], None], *, pause: float) -> None:
        self.figures: Figures | None = None
        self.available = False
        self._store = store
        self._each_round = each_round
        self._pause = pause
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="visitor-counter")
        self._waiting: list[tuple[View, asyncio.Future[Figures]]] = []
        self._refused: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the store and begin. Raises StoreUnavailable."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._store.open)
        except StoreUnavailable:
            self._thread.shutdown()
            raise
        await self._round()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Count what still waits, then close the store."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def count(self, view: View) -> Figures:
        """Give the figures after this view, once it is durably counted.

        Raises StoreUnavailable when it is not, or not known to be: the same view may be sent again.
        """
        if self._stopping or len(self._waiting) >= MOST_WAITING:
            raise StoreUnavailable("quá nhiều lượt xem đang chờ ghi")
        done: asyncio.Future[Figures] = asyncio.get_running_loop().create_future()
        self._waiting.append((view, done))
        self._wake.set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await done
        except TimeoutError:
            stalled = StoreUnavailable(f"không ghi xong trong {PATIENCE_SECONDS:.0f} giây")
            self._unavailable(Counter(), stalled)
            raise stalled from None

    def refuse(self, reason: str) -> None:
        """Count a refused view, apart; stored with the next round."""
        self._refused[reason] += 1

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        next_round = loop.time() + self._pause
        while not self._stopping or self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_round):
                    await self._wake.wait()
            self._wake.clear()
            if self._waiting:
                await self._commit()
            if loop.time() >= next_round:
                await self._round()
                next_round = loop.time() + self._pause
        await self._round()

    async def _commit(self) -> None:
        batch, self._waiting = self._waiting[:MOST_IN_A_COMMIT], self._waiting[MOST_IN_A_COMMIT:]
        if self._waiting:
            self._wake.set()
        try:
            figures = await self._counted([view for view, _ in batch])
        except StoreUnavailable as trouble:
            for _, done in batch:
                if not done.done():
                    done.set_exception(trouble)
        else:
            for _, done in batch:
                if not done.done():
                    done.set_result(figures)

    async def _round(self) -> None:
        try:
            figures = await self._counted([])
            await asyncio.get_running_loop().run_in_executor(self._thread, self._each_round, figures)
        except StoreUnavailable:
            pass  # said in the log already
        except Exception:
            log.exception("Lỗi khi ghi tệp số liệu")

    async def _counted(self, views: list[View]) -> Figures:
        refused, self._refused = self._refused, Counter()
        loop = asyncio.get_running_loop()
        try:
            self.figures = await loop.run_in_executor(self._thread, self._store.count, views, refused)
        except StoreUnavailable as trouble:
            self._unavailable(refused, trouble)
            raise
        except Exception as fault:
            log.exception("Lỗi trong kho số liệu")
            self._unavailable(refused, fault)
            raise StoreUnavailable("lỗi trong kho số liệu") from fault
        if not self.available:
            log.info("Bộ đếm ghi được số liệu.")
        self.available = True
        return self.figures

    def _unavailable(self, refused: Counter[str], trouble: Exception) -> None:
        self._refused.update(refused)
        if self.available:
            log.warning("Bộ đếm không ghi được số liệu: %s", trouble)
        self.available = False
