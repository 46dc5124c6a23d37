"""The counter as an ASGI application, run by itself or mounted in another server of the same origin."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from plugins.serving.lifespan import handle_lifespan
from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.time import Clock, system_clock
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.request import request_of
from plugins.visitor_counter.service.endpoints import HEADERS, Endpoints
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.statistics import FiguresFiles, Statistics
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL, Settings
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

__all__ = ["VisitorCounter", "create_app", "store_of"]

log = logging.getLogger(__name__)

ROUND_SECONDS = 1.0


class VisitorCounter:
    """The ASGI application. It counts between ASGI's lifespan events, or inside `async with app.running()`.

    `paths` is the list of published pages, `recorder` writes views to the `store`. Raises ValueError for invalid proxies or
    origins.
    """

    def __init__(self, settings: Settings, store: Store, clock: Clock = system_clock) -> None:
        self.store = store
        self.paths = PublishedPaths(settings.paths_file)
        self.recorder = Recorder(store, self._each_round, pause=ROUND_SECONDS)
        self._statistics = Statistics(store, self.paths.title, settings.paths_file)
        self._figures_files = FiguresFiles(settings.figures_folder) if settings.figures_folder else None
        self.endpoints = Endpoints(settings, self.recorder, self._statistics, self.paths, clock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count while the block runs: for a server that mounts this application without passing on lifespan events.

        Raises StoreUnavailable if the store cannot be opened, for example because another process uses it.
        """
        await self.recorder.start()
        try:
            yield
        finally:
            await self.recorder.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI scope: an HTTP request or the lifespan. WebSockets are closed."""
        if scope["type"] == "http":
            response = await self._response(scope)
            await response(scope, receive, send)
        elif scope["type"] == "lifespan":
            await handle_lifespan(self.running, receive, send, StoreUnavailable)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})

    async def _response(self, scope: Scope) -> Response:
        try:
            return await self.endpoints.respond(request_of(scope))
        except HTTPException as error:
            headers = {**HEADERS, **(error.headers or {})}
            return PlainTextResponse(f"{error.detail}\n", error.status_code, headers)
        except Exception:  # show no traceback, and log no address of the client
            log.exception("Lỗi trong bộ đếm")
            return PlainTextResponse("Bộ đếm gặp lỗi.\n", 500, HEADERS)

    def _each_round(self, figures: Figures) -> None:
        self.paths.refresh_and_report()
        self.endpoints.addresses.refresh()
        shown = self._statistics
        shown.refresh(figures.as_of.date())
        if self._figures_files is not None:
            self._figures_files.write(figures, shown.summary, shown.files, shown.notice)


def create_app(settings: Settings, *, clock: Clock = system_clock) -> VisitorCounter:
    """Create the service. Raises ValueError, with a Vietnamese message, for an invalid setting."""
    return VisitorCounter(settings, store_of(settings, clock=clock), clock)


def store_of(settings: Settings, *, clock: Clock = system_clock) -> Store:
    """Create the store for these settings without opening it. Raises ValueError as `create_app` does."""
    try:
        zone = ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"Không có múi giờ {settings.time_zone!r}; ví dụ đúng: Asia/Ho_Chi_Minh") from error
    opening = settings.opening_total
    if not 0 <= opening <= LARGEST_OPENING_TOTAL:
        raise ValueError(f"Tổng ban đầu phải từ 0 đến {LARGEST_OPENING_TOTAL}, không phải {opening}")
    if "://" not in str(settings.store):
        return SQLiteStore(settings, zone, clock)
    # Imported here because the Redis client takes 0.2 s to import.
    from plugins.visitor_counter.stores.redis.store import RedisStore  # noqa: PLC0415

    return RedisStore(settings, zone, None if clock is system_clock else clock)
