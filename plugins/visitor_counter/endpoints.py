"""The service's addresses: what each answers, and which of them count a view."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from plugins.visitor_counter.answer import Answer, document, json_answer, refused
from plugins.visitor_counter.client_address import Network, client_address
from plugins.visitor_counter.figures import Figures, to_json
from plugins.visitor_counter.gate import ELSEWHERE, MALFORMED, NO_ADDRESS, Gate
from plugins.visitor_counter.origin import Authority, same_origin
from plugins.visitor_counter.page import page_of
from plugins.visitor_counter.paths_watch import PathsWatch
from plugins.visitor_counter.picture import picture_of
from plugins.visitor_counter.recorder import Recorder
from plugins.visitor_counter.request import Receive, Request, TooLargeError, body_of
from plugins.visitor_counter.site_notice import SiteNotice
from plugins.visitor_counter.store import StoreUnavailable
from plugins.visitor_counter.submission import Submission, page_asked, parse_submission
from plugins.visitor_counter.visitor import visitor_of
from plugins.visitor_counter.visits import View
from plugins.visitor_counter.words import UNAVAILABLE

PREFIX = "/luot-truy-cap/"
LARGEST_BODY = 2048
BODY_SECONDS = 5.0
READ = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Answers requests under `PREFIX`. `origins` are the site's own addresses beside the Host that was asked."""

    recorder: Recorder
    gate: Gate
    paths: PathsWatch
    notice: SiteNotice
    trusted: tuple[Network, ...]
    origins: frozenset[Authority]

    async def answer(self, request: Request, receive: Receive) -> Answer:
        """Answer one request. Raises DisconnectedError when its sender went away."""
        handlers: dict[str, tuple[tuple[str, ...], Callable[[Request, Receive], Awaitable[Answer]]]] = {
            PREFIX: (READ, self._page),
            f"{PREFIX}xem": (("POST",), self._view),
            f"{PREFIX}so-lieu.json": (READ, self._figures),
            f"{PREFIX}so-lieu.svg": (READ, self._picture),
            f"{PREFIX}suc-khoe": (READ, self._health),
        }
        if request.path not in handlers:
            return refused(404, "Không có địa chỉ này.")
        methods, handler = handlers[request.path]
        if request.method not in methods:
            return refused(405, "Địa chỉ này không nhận cách hỏi ấy.", allow=", ".join(methods))
        return await handler(request, receive)

    async def _view(self, request: Request, receive: Receive) -> Answer:
        if not same_origin(request, self.origins, silence_counts=False):
            self.recorder.refuse(ELSEWHERE)
            return refused(403, "Chỉ trang của cổng này mới gửi được lượt xem.")
        submission = await self._submission(receive)
        if isinstance(submission, Answer):
            self.recorder.refuse(MALFORMED)
            return submission
        reason = self.gate.refusal(request, submission.path, automated=submission.automated)
        try:
            figures, counted = await self._counted(request, reason, submission.nonce)
        except StoreUnavailable:
            return refused(503, "Bộ đếm tạm thời không ghi được. Xin gửi lại.")
        return json_answer(to_json(figures, counted=counted))

    async def _submission(self, receive: Receive) -> Submission | Answer:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return parse_submission(await body_of(receive, LARGEST_BODY))
        except TooLargeError:
            return refused(413, "Lượt xem quá dài.")
        except TimeoutError:
            return refused(408, "Lượt xem đến quá chậm.")
        except ValueError:
            return refused(400, "Lượt xem không đúng mẫu.")

    async def _picture(self, request: Request, _receive: Receive) -> Answer:
        stopped = not self.recorder.available
        figures = self.recorder.figures
        if request.method == "GET":
            try:
                figures, _ = await self._counted(request, self._picture_refusal(request), None)
            except StoreUnavailable:
                stopped = True
        picture = picture_of(figures, stopped=stopped)
        return document(picture, "image/svg+xml; charset=utf-8", available=figures is not None)

    def _picture_refusal(self, request: Request) -> str | None:
        if not same_origin(request, self.origins, silence_counts=True):
            return ELSEWHERE
        try:
            path = page_asked(request.query)
        except ValueError:
            return MALFORMED
        return self.gate.refusal(request, path, automated=False)

    async def _counted(
        self, request: Request, reason: str | None, nonce: bytes | None
    ) -> tuple[Figures, bool]:
        """Count the view, or note why not. Gives the figures after it, and which it was. Raises StoreUnavailable."""
        if reason is None:
            address = client_address(request.peer, request.header(b"x-forwarded-for"), self.trusted)
            if address is not None:
                user_agent = request.headers.get(b"user-agent", b"")
                return await self.recorder.count(View(visitor_of(address, user_agent), nonce)), True
        self.recorder.refuse(reason or NO_ADDRESS)
        if self.recorder.figures is None:
            raise StoreUnavailable("chưa có số liệu")
        return self.recorder.figures, False

    async def _page(self, _request: Request, _receive: Receive) -> Answer:
        figures = self.recorder.figures
        page = page_of(figures, self.notice.html, stopped=not self.recorder.available)
        return document(page, "text/html; charset=utf-8", available=figures is not None)

    async def _figures(self, _request: Request, _receive: Receive) -> Answer:
        figures = self.recorder.figures
        return refused(503, UNAVAILABLE) if figures is None else json_answer(to_json(figures))

    async def _health(self, _request: Request, _receive: Receive) -> Answer:
        status = self.paths.status if self.recorder.available else "store-unavailable"
        return json_answer(b'{"status":"%s"}' % status.encode(), available=status in {"ok", "old-paths"})
