"""Where a request really comes from, when it may have passed through our own proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from plugins.visitor_counter.counting.visitor import parse_address

MOST_REMEMBERED = 1024


class Proxies:
    """Addresses and networks, as an operator writes them (`127.0.0.1`, `10.0.0.0/8`), that are believed.

    Raises ValueError, in Vietnamese, for what is none.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._networks = tuple(map(_network, texts))
        self._known: set[bytes] = set()  # proxies only: no reader's address is remembered

    def __contains__(self, address: bytes) -> bool:
        if address in self._known:
            return True
        asked = ip_address(address)
        ours = any(asked in network for network in self._networks)
        if ours and len(self._known) < MOST_REMEMBERED:
            self._known.add(address)
        return ours


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
    """Find the reader's address: the peer's, or, if that is a trusted proxy, the one it names in X-Forwarded-For.

    The header is walked from the right, since each proxy appends: what stands left of the first address that is not
    ours was written by a stranger. An entry that is no address ends the walk at the proxy that passed it on. None
    when the peer itself has no address. Addresses are 4 or 16 bytes.

    With `peer_is_proxy` the peer is a web server at our Unix socket, which has no address of its own: it stands for
    the one that it names last.
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
