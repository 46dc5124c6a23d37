"""Warn when many visitors share one address, which suggests a proxy missing from the settings."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from ipaddress import ip_address

from plugins.serving.client_address import IPV4_BYTES, parse_address
from plugins.visitor_counter.counting.state import Outcome
from plugins.visitor_counter.counting.time import Clock
from plugins.visitor_counter.filters.ceiling import HOUR

log = logging.getLogger(__name__)

ENOUGH_VISITS = 50
ENOUGH_VIEWS = 300
"""Nobody opens a page every 12 seconds for an hour. Views are counted besides visits because readers with the same
User-Agent behind one address count as one visit."""
VISITS_AN_ADDRESS = 10
VIEWS_AN_ADDRESS = 100
"""Averages per address that an office network, with one address per computer, does not reach, but a proxy does."""
MOST_VIEWS = 2_000  # per hour: more add no information, and each costs 1/15 of a view
UNADDRESSED = 10
COUNTED = frozenset((Outcome.BEGAN, Outcome.CONTINUED))
HEADERS = (b"x-forwarded-for", b"x-real-ip", b"cf-connecting-ip", b"true-client-ip")

SHARED = (
    "Cả %(visits)d lượt (%(views)d lần xem) trong giờ này đến từ %(addresses)d địa chỉ của một mạng. Nếu đó là các máy "
    "chủ đứng trước cổng (nginx, CDN, cân bằng tải), hãy nêu mạng của chúng bằng --trusted-proxy; nếu không, nhiều người "
    "đọc cùng một trình duyệt bị đếm là một."
)
NAMED_ELSEWHERE = (
    "Hầu hết %(views)d lần xem trong giờ này đi qua máy chủ trung gian chưa được nêu (tiêu đề X-Forwarded-For hoặc tương "
    "tự nêu một địa chỉ khác). Hãy nêu các máy chủ ấy bằng --trusted-proxy, hoặc real_ip trong nginx; nếu không, nhiều "
    "người đọc cùng một trình duyệt bị đếm là một."
)
NO_ADDRESS = "CHƯA TÍNH LƯỢT NÀO vì máy chủ web không nêu địa chỉ người đọc; hãy thêm vào cấu hình nginx: proxy_set_header X-Forwarded-For $remote_addr;"


class AddressWatch:
    """Checks the addresses of an hour's views every round, and logs each problem, and its end, once.

    Networks (/24 in IPv4, /48 in IPv6) and addresses are kept up to the second network, only as digests under a key that
    changes every hour. `status` is `ok`, `one-address`, or `no-address` if nothing counts because views have no client
    address.
    """

    def __init__(self, clock: Clock) -> None:
        self.status = "ok"
        self._problem = ""
        self._clock = clock
        self._begin_hour(-1)

    def _begin_hour(self, hour: int) -> None:
        self._hour, self._key = hour, secrets.token_bytes(32)
        self._views = self._visits = self._elsewhere = self._unaddressed = 0
        self._networks: set[bytes] = set()
        self._addresses: set[bytes] = set()

    def record(self, address: bytes | None, headers: Mapping[bytes, bytes], outcome: Outcome | None) -> None:
        """Record a view: client address, request headers and outcome."""
        hour = self._clock() // HOUR
        if hour != self._hour:
            self._begin_hour(hour)
        if self._views >= MOST_VIEWS:
            return
        if address is None:
            self._unaddressed += 1
        elif outcome in COUNTED:
            self._views += 1
            self._visits += outcome is Outcome.BEGAN
            self._elsewhere += named_elsewhere(headers, address)  # a header names another address
            if len(self._networks) <= 1:
                v4 = len(address) == IPV4_BYTES
                self._networks.add(self._digest(address[:3] if v4 else address[:6]))
                self._addresses.add(self._digest(address if v4 else address[:8]))

    def _digest(self, network: bytes) -> bytes:
        return blake2b(network, digest_size=8, key=self._key).digest()

    def refresh(self) -> None:
        """Update `status` and log a change. Hours with few views change nothing."""
        if self._unaddressed >= UNADDRESSED and not self._views:
            problem = NO_ADDRESS
        elif self._visits >= ENOUGH_VISITS or self._views >= ENOUGH_VIEWS:
            problem = self._shared()
        elif self._views and self._problem == NO_ADDRESS:
            problem = ""
        else:
            return
        if problem and problem != self._problem:
            numbers = {"visits": self._visits, "views": self._views, "addresses": len(self._addresses)}
            log.warning(problem, numbers)
        elif self._problem and not problem:
            log.info("Địa chỉ của người đọc nay đã rõ.")
        self._problem = problem
        self.status = {"": "ok", NO_ADDRESS: "no-address"}.get(problem, "one-address")

    def _shared(self) -> str:
        """Return the warning for an hour with enough views, or "" if addresses look normal."""
        addresses = len(self._addresses)
        many = self._visits >= VISITS_AN_ADDRESS * addresses or self._views >= VIEWS_AN_ADDRESS * addresses
        if len(self._networks) == 1 and (many or addresses == 1):
            return SHARED
        return NAMED_ELSEWHERE if self._elsewhere * 10 >= self._views * 9 else ""


def named_elsewhere(headers: Mapping[bytes, bytes], address: bytes) -> bool:
    """Return whether a header names a public client address other than `address`.

    This happens behind a proxy that is missing from the settings: proxies append, so the first entry is the client's.
    Private addresses are ignored: proxies of the reader's own office send them.
    """
    for name in HEADERS:
        first = headers.get(name, b"").partition(b",")[0]
        if first:
            with suppress(ValueError):
                named = parse_address(first.decode("latin-1"))
                if named != address and ip_address(named).is_global:
                    return True
    return False
