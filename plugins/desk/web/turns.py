"""Threads for the pages: slow ones have few of their own, so that signing in, lists and what is quick never wait for them.

Nobody takes all threads for a kind of pages, nor more than half of the places to wait for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.exceptions import HTTPException

from plugins.desk.people.passwords import AT_ONCE
from plugins.desk.web.routes import Page

BUSY = 503
RETRY_SECONDS = 10
BUILDING = frozenset({"/bai/{number:int}/trang", "/bai/{number:int}/lien-ket"})
CONVERTING = frozenset(
    {
        "/bai/{number:int}/dan",
        "/bai/{number:int}/cat/{name}",
        "/bai/{number:int}/lay-chu",
        "/bai/{number:int}/doi-chieu/{name}",
    }
)
HASHING = frozenset({
    "/vao",
    "/vao/mat-khau",
    "/tai-khoan/mat-khau",
    "/tai-khoan/doi-dien-thoai",
    "/tai-khoan/khoa",
    "/nguoi",
    "/nguoi/{number:int}/dat-lai",
})  # fmt: skip
CHECKING = ("/bai/", "/co-quan")
STORED = frozenset(
    {"/bai/{number:int}/tep/{name}", "/bai/{number:int}/anh-nho/{name}"}
)  # a form may show a hundred
T = TypeVar("T")


class Limits(NamedTuple):
    """How many requests work at once, how many may wait for that, how many of one person work at once."""

    threads: int
    waiting: int
    of_one: int

    @property
    def most(self) -> int:
        """How many requests there are at most."""
        return self.threads + self.waiting


class Turns(Enum):
    """A kind of pages."""

    PREVIEWS = Limits(4, waiting=40, of_one=2)  # one after the other anyhow
    UPLOADS = Limits(4, waiting=20, of_one=1)  # two pictures are opened at once
    PASSWORDS = Limits(AT_ONCE, waiting=60, of_one=max(1, AT_ONCE // 2))
    TEXTS = Limits(
        16, waiting=80, of_one=1
    )  # whatever may wait for the checks, which parse two texts at once
    QUICK = Limits(40, waiting=400, of_one=20)

    def reject_more(self, person: int | None) -> None:
        """Raise HTTPException if too many wait already, or too many of one person. Called in the event loop."""
        pool, most = self._pool, self.value.most
        if pool.taken.total() >= most or (person is not None and pool.taken[person] >= most // 2):
            raise HTTPException(BUSY, headers={"Retry-After": str(RETRY_SECONDS)})

    async def take(self, work: Callable[[], T], person: int | None) -> T:
        """Return what `work` returns in a thread, as soon as one is free; `person` is who asks, None for strangers.

        Raises HTTPException if too many wait already.
        """
        self.reject_more(person)
        pool = self._pool
        pool.taken[person] += 1
        try:
            async with AsyncExitStack() as stack:
                if person is not None:
                    own = pool.own.setdefault(person, CapacityLimiter(self.value.of_one))
                    await stack.enter_async_context(own)
                return await to_thread.run_sync(work, limiter=pool.threads)
        finally:
            pool.taken[person] -= 1

    @property
    def _pool(self) -> _Pool:
        pools = _pools.get(None)
        if pools is None:
            pools = {one: _Pool(CapacityLimiter(one.value.threads)) for one in Turns}
            _pools.set(pools)
        return pools[self]


@dataclass
class _Pool:
    threads: CapacityLimiter
    own: dict[int, CapacityLimiter] = field(default_factory=dict)  # of each person
    taken: Counter[int | None] = field(default_factory=Counter)  # by whom, also by those that wait


_pools: RunVar[dict[Turns, _Pool] | None] = RunVar("pools")  # of an event loop


def turns_of(page: Page, *, is_form: bool) -> Turns:
    """Return what a request for a page waits for."""
    if page.path in BUILDING:
        return Turns.PREVIEWS
    if (is_form and page.takes_files) or page.path in CONVERTING:
        return Turns.UPLOADS
    if is_form and page.path in HASHING:
        return Turns.PASSWORDS
    checks = page.path.startswith(CHECKING) and page.path not in STORED
    return Turns.TEXTS if checks else Turns.QUICK
