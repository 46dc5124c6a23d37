"""Where a request really comes from, when it may have passed through our own proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from plugins.visitor_counter.visitor import parse_address

Network = IPv4Network | IPv6Network


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read addresses and networks as an operator writes them (`127.0.0.1`, `10.0.0.0/8`). Raises ValueError."""
    return tuple(map(_network, texts))


def _network(text: str) -> Network:
    try:
        return ip_network(text.strip())
    except ValueError:
        raise ValueError(
            f"Máy chủ đứng trước phải là địa chỉ hoặc mạng, ví dụ 127.0.0.1 hoặc 10.0.0.0/8, không phải {text!r}"
        ) from None


def client_address(
    peer: str, forwarded_for: str, trusted: Sequence[Network]
) -> IPv4Address | IPv6Address | None:
    """Tell the reader's address: the peer's, or, if that is a trusted proxy, the one it names in X-Forwarded-For.

    The header is walked from the right, since each proxy appends: what stands left of the first address that is not
    ours was written by a stranger. An entry that is no address ends the walk at the proxy that passed it on. None
    when the peer itself has no address.
    """
    try:
        address = parse_address(peer)
    except ValueError:
        return None
    hops = [hop for hop in forwarded_for.split(",") if hop.strip()]
    while hops and any(address in network for network in trusted):
        try:
            address = parse_address(hops.pop())
        except ValueError:
            break
    return address
