"""Find the client address behind trusted proxies, and identify visitors by address and User-Agent."""

import socket
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

IPV4_BYTES = 4
MAX_CACHED = 1024


def parse_address(text: str) -> bytes:
    """Parse an IP address as servers and proxies write it: bare, `[v6]`, with a port, or with an IPv6 scope.

    Return 4 or 16 bytes in network order; an IPv4-mapped IPv6 address becomes IPv4. Raises ValueError.
    """
    try:
        return socket.inet_pton(socket.AF_INET, text)  # plain IPv4: ten times faster than what follows
    except (OSError, ValueError):
        bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    address = ip_address(bare)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.packed
    return address.packed


class Proxies:
    """The trusted proxies, as the operator writes them (`127.0.0.1`, `10.0.0.0/8`).

    Raises ValueError, with a Vietnamese message, for an invalid address.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._networks = []
        for text in texts:
            try:
                self._networks.append(ip_network(text.strip()))
            except ValueError:
                example = "ví dụ 127.0.0.1 hoặc 10.0.0.0/8"
                raise ValueError(
                    f"Máy chủ đứng trước phải là địa chỉ hoặc mạng, {example}, không phải {text!r}"
                ) from None
        self._known: set[bytes] = set()  # only proxies: addresses of readers are not cached

    def __contains__(self, address: bytes) -> bool:
        if address in self._known:
            return True
        parsed = ip_address(address)
        trusted = any(parsed in network for network in self._networks)
        if trusted and len(self._known) < MAX_CACHED:
            self._known.add(address)
        return trusted


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


def visitor_of(address: bytes, user_agent: bytes) -> bytes:
    """Return the bytes that identify a visitor. Never stored: only a digest under the secret of the day is.

    IPv6 is cut to its first 64 bits: a household or office has at least one /64, and devices change the rest
    (RFC 8981).
    """
    network = address if len(address) == IPV4_BYTES else address[:8]
    return bytes([len(network)]) + network + user_agent
