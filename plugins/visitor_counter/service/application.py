"""The counting service as a bare ASGI application, to run by itself or within another server of the same origin."""

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
from plugins.visitor_counter.service.answer import refused
from plugins.visitor_counter.service.endpoints import PREFIX, Endpoints
from plugins.visitor_counter.service.figures_file import FiguresFiles
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.site_notice import SiteNotice
from plugins.visitor_counter.service.summary_watch import SummaryWatch
from plugins.visitor_counter.service.views import Views
from plugins.visitor_counter.settings import LARGEST_OPENING_TOTAL, Settings
from plugins.visitor_counter.stores.sqlite.store import SQLiteStore
from plugins.visitor_counter.stores.store import Store, StoreUnavailable

__all__ = ["PREFIX", "Settings", "StoreUnavailable", "VisitorCounter", "create_app"]

log = logging.getLogger(__name__)

ROUND_SECONDS = 1.0


class VisitorCounter:
    """The ASGI application. It counts between the events of ASGI's lifespan, or inside `async with app.running()`.

    `paths` tells how it stands with the list of published addresses, `recorder` what was done with views. Raises ValueError for proxies or origins that are none.
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
        """Count while inside; for a server that mounts this application and does not pass lifespan events on.

        Raises StoreUnavailable if the store cannot be opened, also while another process counts into it.
        """
        await self.recorder.start()
        try:
            yield
        finally:
            await self.recorder.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI asks."""
        if scope["type"] == "http":
            await self._respond(scope, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except StoreUnavailable as trouble:
            await send({"type": "lifespan.startup.failed", "message": str(trouble)})
        else:
            await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope: Scope, send: Send) -> None:
        request = request_of(scope)
        try:
            answer = await self._endpoints.answer(request)
        except Exception:  # an unforeseen fault must show neither the inside nor who asked
            log.exception("Lỗi trong bộ đếm")
            answer = refused(500, "Bộ đếm gặp lỗi.")
        await answer.send(send, with_body=request.method != "HEAD")

    def health(self) -> tuple[str, bool]:
        """Say in one word how it stands, and whether views are counted."""
        if not self.recorder.available:
            return "store-unavailable", False
        if self.paths.status != "ok":
            return self.paths.status, self.paths.status == "old-paths"
        return self._addresses.status, self._addresses.status != "no-address"

    def _each_round(self, figures: Figures) -> None:
        self.paths.look()
        self._addresses.look()
        self._notice.refresh()
        self._summary.look(figures.as_of.date())
        if self._figures_files is not None:
            summary = self._summary
            self._figures_files.write(figures, summary.summary, summary.files, self._notice.html)


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> VisitorCounter:
    """Make the service for these settings. Raises ValueError, in Vietnamese, for a setting that cannot be right."""
    settings = settings or Settings()
    return VisitorCounter(settings, store_of(settings, clock=clock), clock)


def store_of(settings: Settings, *, clock: Clock = system_clock) -> Store:
    """Make the store for these settings, not yet opened. Raises ValueError as `create_app` does."""
    try:
        zone = ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
        raise ValueError(
            f"Không có múi giờ {settings.time_zone!r}; ví dụ đúng: Asia/Ho_Chi_Minh"
        ) from trouble
    if not 0 <= settings.opening_total <= LARGEST_OPENING_TOTAL:
        raise ValueError(
            f"Tổng ban đầu phải từ 0 đến {LARGEST_OPENING_TOTAL}, không phải {settings.opening_total}"
        )
    place = str(settings.store)
    if "://" not in place:
        return SQLiteStore(
            Path(place), zone, opening_total=settings.opening_total, clock=clock, create=settings.create
        )
    # The client takes a fifth of a second to load: only for those who use it.
    from plugins.visitor_counter.stores.redis.store import RedisStore  # noqa: PLC0415

    return RedisStore(
        place,
        zone,
        prefix=settings.prefix,
        password=settings.password,
        opening_total=settings.opening_total,
        clock=None if clock is system_clock else clock,
        create=settings.create,
    )
