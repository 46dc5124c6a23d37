"""Turn a request into a counted view: parse its query, find the visitor, apply the filters, record the view."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote_plus

from starlette.exceptions import HTTPException

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.filters.address_watch import AddressWatch
from plugins.visitor_counter.filters.ceiling import Ceiling
from plugins.visitor_counter.filters.client_address import Proxies, client_address, visitor_of
from plugins.visitor_counter.filters.gate import CEILING, NO_ADDRESS, Gate
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.stores.store import StoreUnavailable

MAX_QUERY = 2048
NONCE = re.compile(rb"[0-9a-f]{32}")
WIDGET_QUERY = re.compile(rb"trang=([^&]+)&ma=([0-9a-f]{32})")
NOT_STORED = "Bộ đếm tạm thời không ghi được. Xin gửi lại."

ViewResult = tuple[Figures, bool]
"""The current figures, and whether the view was counted, now or when it was first sent."""


class Submission(NamedTuple):
    """A view of the page at `path`, with the widget's nonce and `navigator.webdriver`, or the answer to the question."""

    path: str
    nonce: bytes | None = None
    automated: bool = False
    helpful: bool | None = None


@dataclass(frozen=True, slots=True)
class Views:
    """Filters views and records those that count; rejected views are counted separately by reason.

    `peer_is_proxy`: requests come over a Unix socket from a web server that sends the client address.
    """

    recorder: Recorder
    gate: Gate
    ceiling: Ceiling
    trusted: Proxies
    watch: AddressWatch
    peer_is_proxy: bool

    async def count(self, request: Request, submission: Submission) -> ViewResult:
        """Count a view. Raises HTTPException if it was not stored, or is rejected while there are no figures yet."""
        path, nonce, automated, helpful = submission
        forwarded_for = request.header(b"x-forwarded-for")
        address = client_address(request.peer, forwarded_for, self.trusted, peer_is_proxy=self.peer_is_proxy)
        if address is None:
            self.watch.record(None, request.headers, None)
            return self._reject(NO_ADDRESS)
        # Before the gate, which needs a millisecond for each new User-Agent.
        leave = self.ceiling.ask(address)
        if not leave.may_count:
            return self._reject(CEILING)
        outcome = None
        try:
            reason = self.gate.rejection(request, path, automated=automated)
            if reason is not None:
                return self._reject(reason)
            visitor = visitor_of(address, request.headers.get(b"user-agent", b""))
            view = View(visitor, nonce, self.gate.published.article(path), helpful, leave.may_begin)
            figures, outcome = await self.recorder.count(view)
        except StoreUnavailable:
            raise HTTPException(503, NOT_STORED) from None
        finally:
            leave.settle(outcome)
        self.watch.record(address, request.headers, outcome)
        return self._reject(CEILING) if outcome is Outcome.REJECTED else (figures, True)

    def _reject(self, reason: str) -> ViewResult:
        self.recorder.reject(reason)
        if self.recorder.figures is None:
            raise HTTPException(503, NOT_STORED)
        return self.recorder.figures, False


def parse_view(query: bytes) -> Submission:
    """Parse `trang=…&ma=…`, with `&tu-dong=1` from an automated browser. Raises ValueError for anything else."""
    usual = WIDGET_QUERY.fullmatch(query) if len(query) <= MAX_QUERY else None
    if usual is not None:
        page, nonce = usual.groups()
        return Submission(_path(page), bytes.fromhex(nonce.decode()))
    fields = _fields(query)
    nonce, automated = fields.pop(b"ma", b""), fields.pop(b"tu-dong", None)
    if NONCE.fullmatch(nonce) is None or automated not in {None, b"1"}:
        raise ValueError("nonce missing or invalid")
    return Submission(_page(fields), bytes.fromhex(nonce.decode()), automated is not None)


def parse_answer(query: bytes) -> Submission:
    """Parse `trang=…&tra-loi=co` (or `khong`). Raises ValueError for anything else."""
    fields = _fields(query)
    helpful = {b"co": True, b"khong": False}.get(fields.pop(b"tra-loi", b""))
    if helpful is None:
        raise ValueError("no answer")
    return Submission(_page(fields), helpful=helpful)


def parse_page(query: bytes) -> Submission:
    """Parse `trang=…`, ignoring other fields. Raises ValueError unless it is given once."""
    return Submission(_page({b"trang": _fields(query).get(b"trang", b"")}))


def _fields(query: bytes) -> dict[bytes, bytes]:
    """Split a query into fields. Raises ValueError if it is too long or has a duplicate field."""
    if len(query) > MAX_QUERY:
        raise ValueError("query too long")
    pairs = [part.split(b"=", 1) for part in query.split(b"&") if b"=" in part]
    fields: dict[bytes, bytes] = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("duplicate field")
    return fields


def _page(fields: dict[bytes, bytes]) -> str:
    """Parse the path, which must be the only field left. Raises ValueError."""
    value = fields.pop(b"trang", b"")
    if not value or fields:
        raise ValueError("page missing, or unknown fields")
    return _path(value)


def _path(value: bytes) -> str:
    """Decode a percent-encoded path. Raises ValueError."""
    path = value.replace(b"%2F", b"/")
    if b"%" not in path and b"+" not in path and path.isascii():
        return path.decode("ascii")
    return unquote_plus(value.decode("latin-1"), errors="strict")
