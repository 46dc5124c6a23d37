"""The counter and the search as one ASGI application, for a server that runs both in one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.types import Receive, Scope, Send

from plugins.errors.issue import UserError
from plugins.search.service.application import SearchService
from plugins.serving.lifespan import handle_lifespan
from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.service.application import VisitorCounter
from plugins.visitor_counter.stores.store import StoreUnavailable


class LiveServices:
    """The ASGI application. Pass it the requests for which `answers` is true, and ASGI's lifespan events."""

    def __init__(self, counter: VisitorCounter, search: SearchService) -> None:
        self.counter = counter
        self.search = search

    def answers(self, path: str, query: bytes) -> bool:
        """Return whether a request is for one of the services; everything else is a file."""
        return path.startswith(COUNTER) or self.search.answers(path, query)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run both while the block runs. Raises UserError if one cannot start."""
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self.counter.running())
            except StoreUnavailable as error:
                raise UserError(f"Bộ đếm lượt truy cập: {error}") from error
            await stack.enter_async_context(self.search.running())
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path and client address unchanged; run both services between lifespan events."""
        if scope["type"] == "lifespan":
            await handle_lifespan(self.running, receive, send, UserError)
        elif scope.get("path", "").startswith(COUNTER):
            await self.counter(scope, receive, send)
        else:
            await self.search(scope, receive, send)
