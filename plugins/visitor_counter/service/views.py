"""Turn a request into a counted view: find the visitor, apply the filters, record the view."""

from dataclasses import dataclass

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.state import Outcome, View
from plugins.visitor_counter.counting.visitor import visitor_of
from plugins.visitor_counter.filters.address_watch import AddressWatch
from plugins.visitor_counter.filters.ceiling import Ceiling
from plugins.visitor_counter.filters.client_address import Proxies, client_address
from plugins.visitor_counter.filters.gate import CEILING, NO_ADDRESS, Gate
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.service.submission import Submission
from plugins.visitor_counter.stores.store import StoreUnavailable

ViewResult = tuple[Figures, bool]
"""The current figures, and whether the view was counted, now or when it was first sent."""


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
        """Count a view. Raises StoreUnavailable if it was not stored, or is rejected while there are no figures yet."""
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
        finally:
            leave.settle(outcome)
        self.watch.record(address, request.headers, outcome)
        return self._reject(CEILING) if outcome is Outcome.REJECTED else (figures, True)

    def _reject(self, reason: str) -> ViewResult:
        self.recorder.reject(reason)
        if self.recorder.figures is None:
            raise StoreUnavailable("chưa có số liệu")
        return self.recorder.figures, False
