import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import pytest

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.service import recorder as recorder_module
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.stores.report import Report
from plugins.visitor_counter.stores.store import Counted, StoreUnavailable
from tests.visitor_counter.conftest import HANOI
from tests.waiting import happens

pytestmark = pytest.mark.anyio


class SlowStore:
    """A store whose commits wait until they are let go, and which notes what each of them held."""

    gather_seconds = 0.002

    def __init__(self) -> None:
        self.commits: list[int] = []
        self.go = threading.Event()
        self.go.set()
        self.committing = threading.Event()
        self.error: Exception | None = None
        self.refusals: dict[str, int] = {}
        self.closed = False

    def open(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def report(self) -> Report:
        return Report()

    def change(self, change: Callable[[Report], Report]) -> Report:
        raise AssertionError(change)

    def count(self, views: Sequence[View], refused: Mapping[str, int]) -> Counted:
        if views:
            self.committing.set()
        self.go.wait(5)
        if self.error is not None:
            raise self.error
        if views:
            self.commits.append(len(views))
        for reason, number in refused.items():
            self.refusals[reason] = self.refusals.get(reason, 0) + number
        total = sum(self.commits)
        figures = Figures(total, total, total, total, total, datetime(2024, 3, 21, 8, 5, tzinfo=HANOI))
        return Counted(figures, [Outcome.BEGAN for _ in views])

    def days(self) -> Mapping[date, int]:
        return {}

    def most_read(self, first: date, last: date, most: int) -> list[tuple[str, int]]:  # noqa: ARG002 - the protocol's names
        return []


async def counted(recorder: Recorder, view: View) -> Figures:
    figures, _ = await recorder.count(view)
    return figures


def views(number: int) -> list[View]:
    return [View(b"%d" % n) for n in range(number)]


async def test_views_that_wait_share_a_commit() -> None:
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.go.clear()
    first = asyncio.create_task(counted(recorder, View(b"first")))
    await happens(store.committing.is_set)
    rest = [asyncio.create_task(counted(recorder, view)) for view in views(50)]
    await happens(lambda: recorder.waiting == 51)
    assert not first.done()
    store.go.set()
    figures = await asyncio.gather(first, *rest)
    assert store.commits == [1, 50]
    assert {figure.total for figure in figures[1:]} == {51}
    await recorder.stop()


async def test_view_is_acknowledged_only_after_its_commit() -> None:
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.go.clear()
    waiting = asyncio.create_task(counted(recorder, View(b"an")))
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done
    store.go.set()
    assert (await waiting).total == 1
    await recorder.stop()


async def test_failed_commit_acknowledges_nothing() -> None:
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.error = StoreUnavailable("disk is full")
    recorder.reject("crawler")
    with pytest.raises(StoreUnavailable):
        await counted(recorder, View(b"an"))
    assert not recorder.available
    store.error = None
    assert (await counted(recorder, View(b"an"))).total == 1
    assert recorder.available
    assert store.refusals == {"crawler": 1}
    await recorder.stop()


async def test_unforeseen_fault_does_not_end_the_counting() -> None:
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.error = ZeroDivisionError()
    with pytest.raises(StoreUnavailable):
        await counted(recorder, View(b"an"))
    store.error = None
    assert (await counted(recorder, View(b"an"))).total == 1
    await recorder.stop()


async def test_fault_in_the_round_does_not_end_the_counting() -> None:
    failed: list[Figures] = []

    def fail(figures: Figures) -> None:
        failed.append(figures)
        raise ZeroDivisionError

    recorder = Recorder(SlowStore(), fail, pause=0.01)
    await recorder.start()
    await happens(lambda: len(failed) > 1)
    assert (await counted(recorder, View(b"an"))).total == 1
    await recorder.stop()


async def test_reader_does_not_wait_for_ever_for_a_store_that_stalls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorder_module, "COMMIT_TIMEOUT_SECONDS", 0.05)
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.go.clear()
    with pytest.raises(StoreUnavailable):
        await counted(recorder, View(b"an"))
    assert not recorder.available
    store.go.set()
    assert (await counted(recorder, View(b"an"))).total == 2
    assert recorder.available
    await recorder.stop()


async def test_too_many_waiting_views_are_turned_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "MAX_WAITING", 3)
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    store.go.clear()
    tasks = [asyncio.create_task(counted(recorder, view)) for view in views(10)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    turned_away = sum(task.done() and isinstance(task.exception(), StoreUnavailable) for task in tasks)
    store.go.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert turned_away >= 4
    assert sum(store.commits) == 10 - turned_away
    await recorder.stop()


async def test_stopping_counts_what_still_waits_and_closes_the_store() -> None:
    store = SlowStore()
    recorder = Recorder(store, lambda _: None, pause=1)
    await recorder.start()
    waiting = [asyncio.create_task(counted(recorder, view)) for view in views(5)]
    await happens(lambda: recorder.waiting == 5)
    recorder.reject("crawler")
    await recorder.stop()
    assert (await waiting[0]).total == 5
    assert store.refusals == {"crawler": 1}
    assert store.closed
    with pytest.raises(StoreUnavailable):
        await counted(recorder, View(b"late"))


async def test_figures_come_round_without_any_view() -> None:
    seen: list[Figures] = []
    recorder = Recorder(SlowStore(), seen.append, pause=0.01)
    await recorder.start()
    await happens(lambda: len(seen) > 3)
    await recorder.stop()
