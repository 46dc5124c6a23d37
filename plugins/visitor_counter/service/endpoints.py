"""The endpoints of the counter, below the URL COUNTER: count views of readers, and show the figures."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from plugins.serving.client_address import Proxies, client_address, visitor_of
from plugins.urls.patterns import COUNTER
from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.counting.time import Clock
from plugins.visitor_counter.filters.address_watch import AddressWatch
from plugins.visitor_counter.filters.ceiling import Ceiling
from plugins.visitor_counter.filters.gate import CEILING, ELSEWHERE, MALFORMED, NO_ADDRESS, Gate
from plugins.visitor_counter.filters.origin import is_in_page, parse_origins, same_origin
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.rendering.page import page_of, thanks_page
from plugins.visitor_counter.rendering.svg import picture_of
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.query import Submission, parse_answer, parse_page, parse_view
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.statistics import Statistics
from plugins.visitor_counter.settings import Settings
from plugins.visitor_counter.stores.store import StoreUnavailable
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
NOT_STORED = "Bộ đếm tạm thời không ghi được. Xin gửi lại."
ONLY_FROM_HERE = "Chỉ trang của cổng này mới gửi được."

Handler = Callable[[Request], Awaitable[Response]]
Parse = Callable[[bytes], Submission]


class Endpoints:
    """Routes requests under `COUNTER` to their handlers, which record in `recorder` the views that count.

    Rejected views are counted separately by reason. Raises ValueError for invalid proxies or origins.
    """

    def __init__(
        self,
        settings: Settings,
        recorder: Recorder,
        statistics: Statistics,
        paths: PublishedPaths,
        clock: Clock,
    ) -> None:
        self.addresses = AddressWatch(clock)
        self._recorder = recorder
        self._statistics = statistics
        self._paths = paths
        self._gate = Gate(paths)
        self._ceiling = Ceiling(clock, settings.ceiling)
        self._trusted = Proxies(settings.trusted_proxies)
        self._peer_is_proxy = settings.socket is not None
        self._origins = parse_origins(settings.origins)
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

    def health(self) -> tuple[str, bool]:
        """Return the word for `suc-khoe`, and whether views are being counted."""
        if not self._recorder.available:
            return "store-unavailable", False
        if self._paths.status != "ok":
            return self._paths.status, self._paths.status == "old-paths"
        return self.addresses.status, self.addresses.status != "no-address"

    async def _count(self, request: Request, submission: Submission) -> tuple[Figures, bool]:
        """Return the current figures, and whether the view was counted, now or when it was first sent.

        Raises HTTPException if it was not stored, or is rejected while there are no figures yet.
        """
        path, nonce, automated, helpful = submission
        forwarded_for = request.header(b"x-forwarded-for")
        address = client_address(
            request.peer, forwarded_for, self._trusted, peer_is_proxy=self._peer_is_proxy
        )
        if address is None:
            self.addresses.record(None, request.headers, None)
            return self._reject(NO_ADDRESS)
        # Before the gate, which needs a millisecond for each new User-Agent.
        leave = self._ceiling.ask(address)
        if not leave.may_count:
            return self._reject(CEILING)
        outcome = None
        try:
            reason = self._gate.rejection(request, path, automated=automated)
            if reason is not None:
                return self._reject(reason)
            visitor = visitor_of(address, request.headers.get(b"user-agent", b""))
            view = View(visitor, nonce, self._paths.article(path), helpful, leave.may_begin)
            figures, outcome = await self._recorder.count(view)
        except StoreUnavailable:
            raise HTTPException(503, NOT_STORED) from None
        finally:
            leave.settle(outcome)
        self.addresses.record(address, request.headers, outcome)
        return self._reject(CEILING) if outcome is Outcome.REJECTED else (figures, True)

    def _reject(self, reason: str) -> tuple[Figures, bool]:
        self._recorder.reject(reason)
        if self._recorder.figures is None:
            raise HTTPException(503, NOT_STORED)
        return self._recorder.figures, False

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
        figures, counted = await self._count(request, submission)
        if self._last_view[0] is not figures or self._last_view[1] is not counted:
            response = Response(to_json(figures, counted=counted), media_type="application/json")
            self._last_view = figures, counted, response
        return self._last_view[2]

    async def _helpful(self, request: Request) -> Response:
        """Record a visitor's answer to "was this page useful?". The response is the same whether or not it counted."""
        submission = self._submission(request, parse_answer, "Câu trả lời không đúng mẫu.")
        await self._count(request, submission)
        location = f"{COUNTER}cam-on?trang={quote(submission.path)}"
        return PlainTextResponse("", HTTPStatus.SEE_OTHER, {**HEADERS, "location": location})

    async def _thanks(self, request: Request) -> Response:
        try:
            path = parse_page(request.query).path
        except ValueError:
            path = ""
        # Use the path as the build lists it: a link to `//lien-he/` would lead to another host.
        address = self._paths.address(path) or "/"
        return Response(thanks_page(address, self._statistics.notice), 200, DOCUMENT_HEADERS, HTML)

    async def _picture(self, request: Request) -> Response:
        figures, stopped = self._recorder.figures, not self._recorder.available
        if request.method == "GET":
            try:
                submission = self._submission(request, parse_page)
                if is_in_page(request, submission.path):
                    figures, _ = await self._count(request, submission)
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
        status, counting = self.health()
        return Response(f'{{"status":"{status}"}}', 200 if counting else 503, HEADERS, "application/json")
