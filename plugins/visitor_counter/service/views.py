"""From a request to a counted view: whose it is, whether it counts, and what became of it."""

from dataclasses import dataclass

from plugins.visitor_counter.counting.figures import Figures
from plugins.visitor_counter.counting.view import Outcome, View
from plugins.visitor_counter.counting.visitor import visitor_of
from plugins.visitor_counter.filters.address_watch import AddressWatch
from plugins.visitor_counter.filters.ceiling import Ceiling
from plugins.visitor_counter.filters.client_address import Proxies, client_address
from plugins.visitor_counter.filters.gate import CEILING, NO_ADDRESS, Gate
from plugins.visitor_counter.request import Request
from plugins.visitor_counter.service.recorder import Recorder
from plugins.visitor_counter.stores.store import StoreUnavailable

Shown = tuple[Figures, bool]
"""The figures for the sender of a view, and whether it was counted, now or when it first came."""


@dataclass(frozen=True, slots=True)
class Views:
    """Lets views through the gate and under the ceiling, and has them recorded; what is rejected is noted apart.

    `peer_is_proxy`: requests come over a Unix socket, from a web server that names the reader's address.
    """

    recorder: Recorder
    gate: Gate
    ceiling: Ceiling
    trusted: Proxies
    watch: AddressWatch
    peer_is_proxy: bool = False

    async def count(
        self,
        request: Request,
        path: str,
        *,
        nonce: bytes | None = None,
        automated: bool = False,
        helpful: bool | None = None,
    ) -> Shown:
        """Count the view of `path`. Raises StoreUnavailable when it is not stored."""
        forwarded_for = request.header(b"x-forwarded-for")
        address = client_address(request.peer, forwarded_for, self.trusted, peer_is_proxy=self.peer_is_proxy)
        if address is None:
            self.watch.note(None, request.headers, None)
            return self.refuse(NO_ADDRESS)
        leave = self.ceiling.ask(
            address
        )  # before the gate, whose list of machines takes a millisecond for each new name
        if not leave.may_count:
            return self.refuse(CEILING)
        outcome = None
        try:
            reason = self.gate.refusal(request, path, automated=automated)
            if reason is not None:
                return self.refuse(reason)
            visitor = visitor_of(address, request.headers.get(b"user-agent", b""))
            view = View(visitor, nonce, self.gate.article(path), helpful, leave.may_begin)
            figures, outcome = await self.recorder.count(view)
        finally:
            leave.settle(outcome)
        self.watch.note(address, request.headers, outcome)
        if outcome is Outcome.REFUSED:
            return self.refuse(CEILING)
        return figures, True

    def refuse(self, reason: str) -> Shown:
        """Note a view that does not count. Raises StoreUnavailable while there are no figures to show."""
        self.recorder.refuse(reason)
        if self.recorder.figures is None:
            raise StoreUnavailable("chưa có số liệu")
        return self.recorder.figures, False
