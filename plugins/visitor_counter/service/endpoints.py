"""The endpoints of the counter, below the URL COUNTER, and their handlers."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.filters.gate import ELSEWHERE, MALFORMED
from plugins.visitor_counter.filters.origin import Authority, is_in_page, same_origin
from plugins.visitor_counter.rendering.page import page_of, thanks_page
from plugins.visitor_counter.rendering.svg import picture_of
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.statistics import Statistics
from plugins.visitor_counter.service.views import (
    Submission,
    Views,
    parse_answer,
    parse_page,
    parse_view,
)
from plugins.visitor_counter.words import UNAVAILABLE

READ = ("GET", "HEAD")
SEND = ("POST",)
HTML, SVG = "text/html; charset=utf-8", "image/svg+xml; charset=utf-8"
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
# A page or picture may load nothing, and no other site may embed it.
DOCUMENT_HEADERS = HEADERS | {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-resource-policy": "same-origin",
}
ONLY_FROM_HERE = "Chỉ trang của cổng này mới gửi được."

Handler = Callable[[Request], Awaitable[Response]]
Parse = Callable[[bytes], Submission]


class Endpoints:
    """Routes requests under `COUNTER` to their handlers.

    `origins` are the site's own origins besides the requested Host. `health` returns the word for `suc-khoe`, and whether
    views are being counted.
    """

    def __init__(
        self,
        views: Views,
        statistics: Statistics,
        origins: frozenset[Authority],
        health: Callable[[], tuple[str, bool]],
    ) -> None:
        self._views = views
        self._recorder = views.recorder
        self._statistics = statistics
        self._origins = origins
        self._health = health
        self._last_view: tuple[Figures | None, bool, Response] = None, False, Response()
        self.handlers: dict[str, tuple[tuple[str, ...], Handler]] = {
            COUNTER: (READ, self._page),
            f"{COUNTER}xem": (SEND, self._view),
            f"{COUNTER}huu-ich": (SEND, self._helpful),
            f"{COUNTER}cam-on": (READ, self._thanks),
            f"{COUNTER}so-lieu.json": (READ, self._figures),
            f"{COUNTER}so-lieu.svg": (READ, self._picture),
            f"{COUNTER}thong-ke.json": (READ, self._summary_file),
            f"{COUNTER}thong-ke.svg": (READ, self._summary_file),
            f"{COUNTER}doc-nhieu.json": (READ, self._summary_file),
            f"{COUNTER}suc-khoe": (READ, self._status),
        }

    async def respond(self, request: Request) -> Response:
        """Handle one request. Raises HTTPException with one Vietnamese sentence."""
        endpoint = self.handlers.get(request.path)
        if endpoint is None:
            raise HTTPException(404, "Không có địa chỉ này.")
        methods, handler = endpoint
        if request.method not in methods:
            raise HTTPException(405, "Địa chỉ này không nhận cách hỏi ấy.", {"allow": ", ".join(methods)})
        if request.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in request.headers:
            raise HTTPException(413, "Yêu cầu này không được mang nội dung.")
        return await handler(request)

    def _submission(self, request: Request, parse: Parse, malformed: str = "") -> Submission:
        """Parse the query of a request by this site. Raises HTTPException, with the text `malformed` for an invalid query."""
        if not same_origin(request, self._origins):
            self._recorder.reject(ELSEWHERE)
            raise HTTPException(403, ONLY_FROM_HERE)
        try:
            return parse(request.query)
        except ValueError:
            self._recorder.reject(MALFORMED)
            raise HTTPException(400, malformed) from None

    async def _view(self, request: Request) -> Response:
        """Count a view. The response is built once for all views of a commit.

        It needs no `Cache-Control` and `X-Content-Type-Options`: responses to POST are not cached by default (RFC 9110,
        9.3.3) and cannot be loaded as script or style, and uvicorn checks each header with two regular expressions.
        """
        submission = self._submission(request, parse_view, "Lượt xem không đúng mẫu.")
        figures, counted = await self._views.count(request, submission)
        if self._last_view[0] is not figures or self._last_view[1] is not counted:
            response = Response(to_json(figures, counted=counted), media_type="application/json")
            self._last_view = figures, counted, response
        return self._last_view[2]

    async def _helpful(self, request: Request) -> Response:
        """Record a visitor's answer to "was this page useful?". The response is the same whether or not it counted."""
        submission = self._submission(request, parse_answer, "Câu trả lời không đúng mẫu.")
        await self._views.count(request, submission)
        location = f"{COUNTER}cam-on?trang={quote(submission.path)}"
        return PlainTextResponse("", HTTPStatus.SEE_OTHER, {**HEADERS, "location": location})

    async def _thanks(self, request: Request) -> Response:
        try:
            path = parse_page(request.query).path
        except ValueError:
            path = ""
        # Use the path as the build lists it: a link to `//lien-he/` would lead to another host.
        address = self._views.gate.published.address(path) or "/"
        return Response(thanks_page(address, self._statistics.notice), 200, DOCUMENT_HEADERS, HTML)

    async def _picture(self, request: Request) -> Response:
        figures, stopped = self._recorder.figures, not self._recorder.available
        if request.method == "GET":
            try:
                submission = self._submission(request, parse_page)
                if is_in_page(request, submission.path):
                    figures, _ = await self._views.count(request, submission)
                else:
                    self._recorder.reject(ELSEWHERE)
            except HTTPException as error:  # the picture is shown all the same
                stopped = stopped or error.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        return Response(picture_of(figures, stopped=stopped), 200 if figures else 503, DOCUMENT_HEADERS, SVG)

    async def _page(self, _request: Request) -> Response:
        figures, statistics = self._recorder.figures, self._statistics
        page = page_of(figures, statistics.summary, statistics.notice, stopped=not self._recorder.available)
        return Response(page, 200 if figures else 503, DOCUMENT_HEADERS, HTML)

    async def _figures(self, _request: Request) -> Response:
        if self._recorder.figures is None:
            raise HTTPException(503, UNAVAILABLE)
        return Response(to_json(self._recorder.figures), 200, HEADERS, "application/json")

    async def _summary_file(self, request: Request) -> Response:
        content = self._statistics.files.get(request.path.removeprefix(COUNTER))
        if content is None:
            raise HTTPException(503, UNAVAILABLE)
        if request.path.endswith("svg"):
            return Response(content, 200, DOCUMENT_HEADERS, SVG)
        return Response(content, 200, HEADERS, "application/json")

    async def _status(self, _request: Request) -> Response:
        status, counting = self._health()
        return Response(f'{{"status":"{status}"}}', 200 if counting else 503, HEADERS, "application/json")
