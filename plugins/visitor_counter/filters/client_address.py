"""Find the client address behind trusted proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from plugins.visitor_counter.counting.visitor import parse_address

MAX_CACHED = 1024


class Proxies:
    """The trusted proxies, as the operator writes them (`127.0.0.1`, `10.0.0.0/8`).

    Raises ValueError, with a Vietnamese message, for an invalid address.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._networks = tuple(map(_network, texts))
        self._known: set[bytes] = set()  # only proxies: addresses of readers are not cached

    def __contains__(self, address: bytes) -> bool:
        if address in self._known:
            return True
        parsed = ip_address(address)
        trusted = any(parsed in network for network in self._networks)
        if trusted and len(self._known) < MAX_CACHED:
            self._known.add(address)
        return trusted


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text.strip())
    except ValueError:
        raise ValueError(
            f"Máy chủ đứng trước phải là địa chỉ hoặc mạng, ví dụ 127.0.0.1 hoặc 10.0.0.0/8, không phải {text!r}"
        ) from None


def client_address(
    peer: str, forwarded_for: str, trusted: Proxies, *, peer_is_proxy: bool = False
) -> bytes | None:
    """Return the client address as 4 or 16 bytes: that of the peer, or from X-Forwarded-For if the peer is trusted.

    Each proxy appends to the header, so it is read from the right up to the first untrusted address: anything left of it
    may be forged. An invalid entry ends the search at the proxy that forwarded it. None if the peer has no address.

    With `peer_is_proxy` the peer is a web server at the Unix socket, and the last entry takes the place of its address.
    """
    hops = [hop for hop in forwarded_for.split(",") if hop.strip()]
    if peer_is_proxy:
        peer = hops.pop() if hops else ""
    try:
        address = parse_address(peer)
    except ValueError:
        return None
    while hops and address in trusted:
        try:
            address = parse_address(hops.pop())
        except ValueError:
            break
    return address
