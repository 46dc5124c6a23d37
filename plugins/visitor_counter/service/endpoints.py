"""The endpoints of the counter, below the URL COUNTER, and their handlers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.filters.gate import ELSEWHERE, MALFORMED
from plugins.visitor_counter.filters.origin import Authority, is_in_page, same_origin
from plugins.visitor_counter.rendering.page import page_of, thanks_page
from plugins.visitor_counter.rendering.picture import picture_of
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.response import (
    Response,
    document,
    error_response,
    json_response,
    see_other,
    view_response,
)
from plugins.visitor_counter.service.site_notice import SiteNotice
from plugins.visitor_counter.service.submission import parse_answer, parse_page, parse_submission
from plugins.visitor_counter.service.summary_watch import SummaryWatch
from plugins.visitor_counter.service.views import ViewResult, Views
from plugins.visitor_counter.stores.store import StoreUnavailable
from plugins.visitor_counter.words import UNAVAILABLE

READ = ("GET", "HEAD")
SEND = ("POST",)
ONLY_FROM_HERE = "Chỉ trang của cổng này mới gửi được."
NOT_STORED = "Bộ đếm tạm thời không ghi được. Xin gửi lại."

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Endpoints:
    """Routes requests under `COUNTER` to their handlers.

    `origins` are the site's own origins besides the requested Host. `health` returns the word for `suc-khoe`, and whether
    views are being counted.
    """

    recorder: Recorder
    views: Views
    notice: SiteNotice
    summary: SummaryWatch
    origins: frozenset[Authority]
    health: Callable[[], tuple[str, bool]]
    _handlers: Mapping[str, tuple[tuple[str, ...], Handler]] = field(init=False)
    _last_result: ViewResult | None = None
    _last_response: Response = field(init=False)

    def __post_init__(self) -> None:
        self._handlers = {
            COUNTER: (READ, self._page),
            f"{COUNTER}xem": (SEND, self._view),
            f"{COUNTER}huu-ich": (SEND, self._helpful),
            f"{COUNTER}cam-on": (READ, self._thanks),
            f"{COUNTER}so-lieu.json": (READ, self._figures),
            f"{COUNTER}so-lieu.svg": (READ, self._picture),
            f"{COUNTER}thong-ke.json": (READ, self._summary_file),
            f"{COUNTER}thong-ke.svg": (READ, self._summary_file),
            f"{COUNTER}doc-nhieu.json": (READ, self._summary_file),
            f"{COUNTER}suc-khoe": (READ, self._health),
        }

    async def respond(self, request: Request) -> Response:
        """Handle one request."""
        endpoint = self._handlers.get(request.path)
        if endpoint is None:
            return error_response(404, "Không có địa chỉ này.")
        methods, handler = endpoint
        if request.method not in methods:
            return error_response(405, "Địa chỉ này không nhận cách hỏi ấy.", allow=", ".join(methods))
        if request.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in request.headers:
            return error_response(413, "Yêu cầu này không được mang nội dung.")
        return await handler(request)

    async def _view(self, request: Request) -> Response:
        if not same_origin(request, self.origins):
            self.recorder.reject(ELSEWHERE)
            return error_response(403, ONLY_FROM_HERE)
        try:
            path, nonce, automated = parse_submission(request.query)
        except ValueError:
            self.recorder.reject(MALFORMED)
            return error_response(400, "Lượt xem không đúng mẫu.")
        try:
            result = await self.views.count(request, path, nonce=nonce, automated=automated)
        except StoreUnavailable:
            return error_response(503, NOT_STORED)
        return self._view_response(result)

    def _view_response(self, result: ViewResult) -> Response:
        """Return the response to a view; it is built once for all views of a commit."""
        figures, counted = result
        if (
            self._last_result is None
            or self._last_result[0] is not figures
            or self._last_result[1] is not counted
        ):
            self._last_result, self._last_response = result, view_response(to_json(figures, counted=counted))
        return self._last_response

    async def _helpful(self, request: Request) -> Response:
        """Record a visitor's answer to "was this page useful?". The response is the same whether or not it counted."""
        if not same_origin(request, self.origins):
            self.recorder.reject(ELSEWHERE)
            return error_response(403, ONLY_FROM_HERE)
        try:
            path, helpful = parse_answer(request.query)
        except ValueError:
            self.recorder.reject(MALFORMED)
            return error_response(400, "Câu trả lời không đúng mẫu.")
        try:
            await self.views.count(request, path, helpful=helpful)
        except StoreUnavailable:
            return error_response(503, NOT_STORED)
        return see_other(f"{COUNTER}cam-on?trang={quote(path)}")

    async def _thanks(self, request: Request) -> Response:
        try:
            path = parse_page(request.query)
        except ValueError:
            path = ""
        # Use the path as the build lists it: a link to `//lien-he/` would lead to another host.
        page = thanks_page(self.views.gate.address(path) or "/", self.notice.html)
        return document(page, "text/html; charset=utf-8")

    async def _picture(self, request: Request) -> Response:
        stopped = not self.recorder.available
        figures: Figures | None = self.recorder.figures
        if request.method == "GET":
            try:
                figures, _ = await self._count_picture(request)
            except StoreUnavailable:
                stopped = True
        picture = picture_of(figures, stopped=stopped)
        return document(picture, "image/svg+xml; charset=utf-8", available=figures is not None)

    async def _count_picture(self, request: Request) -> ViewResult:
        if not same_origin(request, self.origins):
            return self.views.reject(ELSEWHERE)
        try:
            path = parse_page(request.query)
        except ValueError:
            return self.views.reject(MALFORMED)
        if not is_in_page(request, path):
            return self.views.reject(ELSEWHERE)
        return await self.views.count(request, path)

    async def _page(self, _request: Request) -> Response:
        figures = self.recorder.figures
        page = page_of(figures, self.summary.summary, self.notice.html, stopped=not self.recorder.available)
        return document(page, "text/html; charset=utf-8", available=figures is not None)

    async def _figures(self, _request: Request) -> Response:
        figures = self.recorder.figures
        return error_response(503, UNAVAILABLE) if figures is None else json_response(to_json(figures))

    async def _summary_file(self, request: Request) -> Response:
        name = request.path.removeprefix(COUNTER)
        content = self.summary.files.get(name)
        if content is None:
            return error_response(503, UNAVAILABLE)
        if name.endswith("svg"):
            return document(content, "image/svg+xml; charset=utf-8")
        return json_response(content)

    async def _health(self, _request: Request) -> Response:
        status, counting = self.health()
        return json_response(b'{"status":"%s"}' % status.encode(), available=counting)
