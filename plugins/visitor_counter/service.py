"""The counting service as a bare ASGI application, to run by itself or within another server of the same origin."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.visitor_counter.answer import Answer, document, json_answer, refused
from plugins.visitor_counter.client_address import client_address, parse_networks
from plugins.visitor_counter.clock import Clock, system_clock
from plugins.visitor_counter.figures import Figures, to_json
from plugins.visitor_counter.figures_file import FiguresFile
from plugins.visitor_counter.gate import ELSEWHERE, MALFORMED, NO_ADDRESS, Gate
from plugins.visitor_counter.origin import authority_of, same_origin
from plugins.visitor_counter.page import page_of
from plugins.visitor_counter.picture import picture_of
from plugins.visitor_counter.published import PublishedPaths
from plugins.visitor_counter.recorder import Recorder
from plugins.visitor_counter.request import (
    DisconnectedError,
    Receive,
    Request,
    Scope,
    Send,
    TooLargeError,
    body_of,
    request_of,
)
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.sqlite_store import SQLiteStore
from plugins.visitor_counter.store import Store, StoreUnavailable
from plugins.visitor_counter.submission import page_asked, parse_submission
from plugins.visitor_counter.visitor import visitor_of
from plugins.visitor_counter.visits import View

__all__ = ["PREFIX", "Settings", "VisitorCounter", "create_app"]

log = logging.getLogger(__name__)

PREFIX = "/luot-truy-cap/"
LARGEST_BODY = 2048
BODY_SECONDS = 5.0


class VisitorCounter:
    """The ASGI application. It counts between the events of ASGI's lifespan, or inside `async with app.running()`."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._trusted = parse_networks(settings.trusted_proxies)
        self._origins = frozenset(filter(None, map(authority_of, settings.origins)))
        self._published = PublishedPaths(settings.paths_file)
        self._gate = Gate(self._published)
        self._figures_file = FiguresFile(settings.figures_folder) if settings.figures_folder else None
        self._recorder = Recorder(store, self._each_round)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count while inside; for a server that mounts this application and does not pass lifespan events on."""
        await self._recorder.start()
        try:
            yield
        finally:
            await self._recorder.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI asks."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            request = request_of(scope)
            answer = await self._answer(request, receive)
            if answer is not None:
                await answer.send(send, with_body=request.method != "HEAD")
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

    async def _answer(self, request: Request, receive: Receive) -> Answer | None:
        try:
            return await self._routed(request, receive)
        except DisconnectedError:
            return None
        except Exception:  # an unforeseen fault must not show its inside, nor who asked
            log.exception("Lỗi trong bộ đếm")
            return refused(500, "Bộ đếm gặp lỗi.")

    async def _routed(self, request: Request, receive: Receive) -> Answer:
        name = request.path.removeprefix(PREFIX) if request.path.startswith(PREFIX) else None
        if name == "xem":
            if request.method != "POST":
                return refused(405, "Địa chỉ này chỉ nhận lượt xem.", allow="POST")
            return await self._view(request, receive)
        if name not in ("", "so-lieu.json", "so-lieu.svg", "suc-khoe"):
            return refused(404, "Không có địa chỉ này.")
        if request.method not in ("GET", "HEAD"):
            return refused(405, "Địa chỉ này chỉ để đọc.", allow="GET, HEAD")
        if name == "so-lieu.svg":
            return await self._picture(request)
        figures = self._recorder.figures
        if name == "":
            return document(page_of(figures), "text/html; charset=utf-8", 503 if figures is None else 200)
        if name == "suc-khoe":
            return self._health()
        if figures is None:
            return refused(503, "Hiện chưa có số liệu truy cập.")
        return json_answer(to_json(figures))

    def _health(self) -> Answer:
        if self._recorder.available:
            return json_answer(b'{"status":"ok"}')
        return json_answer(b'{"status":"store-unavailable"}', 503)

    async def _view(self, request: Request, receive: Receive) -> Answer:
        if not same_origin(request, self._origins, silence_counts=False):
            self._recorder.refuse(ELSEWHERE)
            return refused(403, "Chỉ trang của cổng này mới gửi được lượt xem.")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                submission = parse_submission(await body_of(receive, LARGEST_BODY))
        except TooLargeError:
            self._recorder.refuse(MALFORMED)
            return refused(413, "Lượt xem quá dài.")
        except TimeoutError:
            self._recorder.refuse(MALFORMED)
            return refused(408, "Lượt xem đến quá chậm.")
        except ValueError:
            self._recorder.refuse(MALFORMED)
            return refused(400, "Lượt xem không đúng mẫu.")
        reason = self._gate.refusal(request, submission.path, automated=submission.automated)
        try:
            figures, counted = await self._counted(request, reason, submission.nonce)
        except StoreUnavailable:
            return refused(503, "Bộ đếm tạm thời không ghi được. Xin gửi lại.")
        return json_answer(to_json(figures, counted=counted))

    async def _picture(self, request: Request) -> Answer:
        figures = self._recorder.figures
        if request.method == "GET":
            try:
                figures, _ = await self._counted(request, self._picture_refusal(request), None)
            except StoreUnavailable:
                figures = None
        status = 503 if figures is None else 200
        return document(picture_of(figures), "image/svg+xml; charset=utf-8", status)

    def _picture_refusal(self, request: Request) -> str | None:
        if not same_origin(request, self._origins, silence_counts=True):
            return ELSEWHERE
        try:
            path = page_asked(request.query)
        except ValueError:
            return MALFORMED
        return self._gate.refusal(request, path, automated=False)

    async def _counted(
        self, request: Request, reason: str | None, nonce: bytes | None
    ) -> tuple[Figures, bool]:
        """The figures after this view, and whether it counted. Raises StoreUnavailable."""
        if reason is None:
            try:
                address = client_address(request.peer, request.header(b"x-forwarded-for"), self._trusted)
            except ValueError:
                reason = NO_ADDRESS
            else:
                visitor = visitor_of(address, request.headers.get(b"user-agent", b""))
                return await self._recorder.count(View(visitor, nonce)), True
        self._recorder.refuse(reason)
        if self._recorder.figures is None:
            raise StoreUnavailable
        return self._recorder.figures, False

    def _each_round(self, figures: Figures) -> None:
        self._published.refresh()
        if self._figures_file is not None:
            self._figures_file.write(figures)


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> VisitorCounter:
    """The service for these settings. Raises ValueError, in Vietnamese, for a setting that cannot be right."""
    settings = settings or Settings()
    try:
        zone = ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
        raise ValueError(
            f"Không có múi giờ {settings.time_zone!r}; ví dụ đúng: Asia/Ho_Chi_Minh"
        ) from trouble
    if settings.opening_total < 0:
        raise ValueError("Số lượt ban đầu không thể nhỏ hơn 0")
    store = SQLiteStore(settings.database, zone, opening_total=settings.opening_total, clock=clock)
    return VisitorCounter(settings, store)
