"""The counter as an ASGI application, run by itself or mounted in another server of the same origin."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.time import Clock, system_clock
from plugins.visitor_counter.filters.address_watch import AddressWatch
from plugins.visitor_counter.filters.ceiling import Ceiling
from plugins.visitor_counter.filters.client_address import Proxies
from plugins.visitor_counter.filters.gate import Gate
from plugins.visitor_counter.filters.origin import parse_origins
from plugins.visitor_counter.filters.paths_watch import PathsWatch
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.request import Receive, Scope, Send, request_of
from plugins.visitor_counter.service.endpoints import Endpoints
from plugins.visitor_counter.service.figures_file import FiguresFiles
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.response import error_response
from plugins.visitor_counter.service.site_notice import SiteNotice
from plugins.visitor_counter.service.summary_watch import SummaryWatch
from plugins.visitor_counter.service.views import Views
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL, Settings
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

__all__ = ["Settings", "StoreUnavailable", "VisitorCounter", "create_app"]

log = logging.getLogger(__name__)

ROUND_SECONDS = 1.0


class VisitorCounter:
    """The ASGI application. It counts between ASGI's lifespan events, or inside `async with app.running()`.

    `paths` watches the list of published pages, `recorder` writes views to the store. Raises ValueError for invalid
    proxies or origins.
    """

    def __init__(self, settings: Settings, store: Store, clock: Clock = system_clock) -> None:
        published = PublishedPaths(settings.paths_file)
        self.paths = PathsWatch(published)
        self._notice = SiteNotice(settings.paths_file)
        self._figures_files = FiguresFiles(settings.figures_folder) if settings.figures_folder else None
        self.recorder = Recorder(store, self._each_round, pause=ROUND_SECONDS)
        self._summary = SummaryWatch(store, published.title)
        ceiling = Ceiling(clock, settings.ceiling)
        self._addresses = AddressWatch(clock)
        self._endpoints = Endpoints(
            recorder=self.recorder,
            views=Views(
                self.recorder,
                Gate(published),
                ceiling,
                Proxies(settings.trusted_proxies),
                self._addresses,
                peer_is_proxy=settings.socket is not None,
            ),
            notice=self._notice,
            summary=self._summary,
            origins=parse_origins(settings.origins),
            health=self.health,
        )

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
            await self._respond(scope, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except StoreUnavailable as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
        else:
            await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope: Scope, send: Send) -> None:
        request = request_of(scope)
        try:
            response = await self._endpoints.respond(request)
        except (
            Exception
        ):  # the response must not show a traceback, the log must not show the client's address
            log.exception("Lỗi trong bộ đếm")
            response = error_response(500, "Bộ đếm gặp lỗi.")
        await response.send(send, with_body=request.method != "HEAD")

    def health(self) -> tuple[str, bool]:
        """Return the word for `suc-khoe`, and whether views are being counted."""
        if not self.recorder.available:
            return "store-unavailable", False
        if self.paths.status != "ok":
            return self.paths.status, self.paths.status == "old-paths"
        return self._addresses.status, self._addresses.status != "no-address"

    def _each_round(self, figures: Figures) -> None:
        self.paths.refresh()
        self._addresses.refresh()
        self._notice.refresh()
        self._summary.refresh(figures.as_of.date())
        if self._figures_files is not None:
            summary = self._summary
            self._figures_files.write(figures, summary.summary, summary.files, self._notice.html)


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> VisitorCounter:
    """Create the service. Raises ValueError, with a Vietnamese message, for an invalid setting."""
    settings = settings or Settings()
    return VisitorCounter(settings, store_of(settings, clock=clock), clock)


def store_of(settings: Settings, *, clock: Clock = system_clock) -> Store:
    """Create the store for these settings without opening it. Raises ValueError as `create_app` does."""
    try:
        zone = ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"Không có múi giờ {settings.time_zone!r}; ví dụ đúng: Asia/Ho_Chi_Minh") from error
    if not 0 <= settings.opening_total <= LARGEST_OPENING_TOTAL:
        raise ValueError(
            f"Tổng ban đầu phải từ 0 đến {LARGEST_OPENING_TOTAL}, không phải {settings.opening_total}"
        )
    location = str(settings.store)
    if "://" not in location:
        return SQLiteStore(
            Path(location), zone, opening_total=settings.opening_total, clock=clock, create=settings.create
        )
    # Imported here because the Redis client takes 0.2 s to import.
    from plugins.visitor_counter.stores.redis.store import RedisStore  # noqa: PLC0415

    return RedisStore(
        location,
        zone,
        prefix=settings.prefix,
        password=settings.password,
        opening_total=settings.opening_total,
        clock=None if clock is system_clock else clock,
        create=settings.create,
    )
