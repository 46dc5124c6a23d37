"""The service's addresses: what each answers, and which of them count a view."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from plugins.visitor_counter.counting.figures import Figures, to_json
from plugins.visitor_counter.filters.gate import ELSEWHERE, MALFORMED
from plugins.visitor_counter.filters.origin import Authority, in_page, same_origin
from plugins.visitor_counter.rendering.page import page_of, thanks_page
from plugins.visitor_counter.rendering.picture import picture_of
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.answer import (
    Answer,
    document,
    json_answer,
    refused,
    see_other,
    to_sender,
)
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.site_notice import SiteNotice
from plugins.visitor_counter.service.submission import page_asked, parse_answer, parse_submission
from plugins.visitor_counter.service.summary_watch import SummaryWatch
from plugins.visitor_counter.service.views import Shown, Views
from plugins.visitor_counter.stores.store import StoreUnavailable
from plugins.visitor_counter.words import UNAVAILABLE

PREFIX = "/luot-truy-cap/"
READ = ("GET", "HEAD")
SEND = ("POST",)
ONLY_FROM_HERE = "Chỉ trang của cổng này mới gửi được."
NOT_STORED = "Bộ đếm tạm thời không ghi được. Xin gửi lại."

Handler = Callable[[Request], Awaitable[Answer]]


@dataclass(slots=True)
class Endpoints:
    """Answers requests under `PREFIX`. `origins` are the site's own addresses beside the Host that was asked.

    `health` gives the word for `suc-khoe` and whether all is well.
    """

    recorder: Recorder
    views: Views
    notice: SiteNotice
    summary: SummaryWatch
    origins: frozenset[Authority]
    health: Callable[[], tuple[str, bool]]
    _handlers: Mapping[str, tuple[tuple[str, ...], Handler]] = field(init=False)
    _shown: Shown | None = None
    _answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        self._handlers = {
            PREFIX: (READ, self._page),
            f"{PREFIX}xem": (SEND, self._view),
            f"{PREFIX}huu-ich": (SEND, self._answered),
            f"{PREFIX}cam-on": (READ, self._thanks),
            f"{PREFIX}so-lieu.json": (READ, self._figures),
            f"{PREFIX}so-lieu.svg": (READ, self._picture),
            f"{PREFIX}thong-ke.json": (READ, self._summary_file),
            f"{PREFIX}thong-ke.svg": (READ, self._summary_file),
            f"{PREFIX}doc-nhieu.json": (READ, self._summary_file),
            f"{PREFIX}suc-khoe": (READ, self._health),
        }

    async def answer(self, request: Request) -> Answer:
        """Answer one request."""
        handled = self._handlers.get(request.path)
        if handled is None:
            return refused(404, "Không có địa chỉ này.")
        methods, handler = handled
        if request.method not in methods:
            return refused(405, "Địa chỉ này không nhận cách hỏi ấy.", allow=", ".join(methods))
        if request.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in request.headers:
            return refused(413, "Yêu cầu này không được mang nội dung.")
        return await handler(request)

    async def _view(self, request: Request) -> Answer:
        if not same_origin(request, self.origins):
            self.recorder.refuse(ELSEWHERE)
            return refused(403, ONLY_FROM_HERE)
        try:
            path, nonce, automated = parse_submission(request.query)
        except ValueError:
            self.recorder.refuse(MALFORMED)
            return refused(400, "Lượt xem không đúng mẫu.")
        try:
            shown = await self.views.count(request, path, nonce=nonce, automated=automated)
        except StoreUnavailable:
            return refused(503, NOT_STORED)
        return self._told(shown)

    def _told(self, shown: Shown) -> Answer:
        """Write the answer once for all views of a commit."""
        figures, counted = shown
        if self._shown is None or self._shown[0] is not figures or self._shown[1] is not counted:
            self._shown, self._answer = shown, to_sender(to_json(figures, counted=counted))
        return self._answer

    async def _answered(self, request: Request) -> Answer:
        """Take a reader's answer whether a page is of use. Which it was, and whether it counts, is told to nobody."""
        if not same_origin(request, self.origins):
            self.recorder.refuse(ELSEWHERE)
            return refused(403, ONLY_FROM_HERE)
        try:
            path, helpful = parse_answer(request.query)
        except ValueError:
            self.recorder.refuse(MALFORMED)
            return refused(400, "Câu trả lời không đúng mẫu.")
        try:
            await self.views.count(request, path, helpful=helpful)
        except StoreUnavailable:
            return refused(503, NOT_STORED)
        return see_other(f"{PREFIX}cam-on?trang={quote(path)}")

    async def _thanks(self, request: Request) -> Answer:
        try:
            path = page_asked(request.query)
        except ValueError:
            path = ""
        # As the build spells it: a link to `//lien-he/` would lead to another host.
        page = thanks_page(self.views.gate.address(path) or "/", self.notice.html)
        return document(page, "text/html; charset=utf-8")

    async def _picture(self, request: Request) -> Answer:
        stopped = not self.recorder.available
        figures: Figures | None = self.recorder.figures
        if request.method == "GET":
            try:
                figures, _ = await self._picture_counted(request)
            except StoreUnavailable:
                stopped = True
        picture = picture_of(figures, stopped=stopped)
        return document(picture, "image/svg+xml; charset=utf-8", available=figures is not None)

    async def _picture_counted(self, request: Request) -> Shown:
        if not same_origin(request, self.origins):
            return self.views.refuse(ELSEWHERE)
        try:
            path = page_asked(request.query)
        except ValueError:
            return self.views.refuse(MALFORMED)
        if not in_page(request, path):
            return self.views.refuse(ELSEWHERE)
        return await self.views.count(request, path)

    async def _page(self, _request: Request) -> Answer:
        figures = self.recorder.figures
        page = page_of(figures, self.summary.summary, self.notice.html, stopped=not self.recorder.available)
        return document(page, "text/html; charset=utf-8", available=figures is not None)

    async def _figures(self, _request: Request) -> Answer:
        figures = self.recorder.figures
        return refused(503, UNAVAILABLE) if figures is None else json_answer(to_json(figures))

    async def _summary_file(self, request: Request) -> Answer:
        name = request.path.removeprefix(PREFIX)
        content = self.summary.files.get(name)
        if content is None:
            return refused(503, UNAVAILABLE)
        if name.endswith("svg"):
            return document(content, "image/svg+xml; charset=utf-8")
        return json_answer(content)

    async def _health(self, _request: Request) -> Answer:
        status, well = self.health()
        return json_answer(b'{"status":"%s"}' % status.encode(), available=well)
