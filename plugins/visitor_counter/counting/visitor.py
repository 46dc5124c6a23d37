"""Who counts as one visitor: an address and a browser, told apart only by a keyed digest."""

import hmac
import socket
from ipaddress import IPv6Address, ip_address

DIGEST_BYTES = 16
IPV4_BYTES = 4


def parse_address(text: str) -> bytes:
    """Read an IP address as servers and proxies write it: bare, `[v6]`, with a port, or with an IPv6 scope.

    Gives its 4 or 16 bytes in network order; an IPv4 address mapped into IPv6 is the IPv4 address. Raises ValueError
    for anything else.
    """
    try:
        return socket.inet_pton(
            socket.AF_INET, text
        )  # what nearly all are; ten times faster than what follows
    except (OSError, ValueError):
        pass
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    address = ip_address(bare.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.packed
    return address.packed


def visitor_of(address: bytes, user_agent: bytes) -> bytes:
    """Name what is told apart as one visitor. It is never stored: only its digest under the secret of the day is.

    IPv6 is cut to its first 64 bits: a household or an office gets at least that many, and its devices change the
    rest by themselves (RFC 8981).
    """
    place = address if len(address) == IPV4_BYTES else address[:8]
    return bytes([len(place)]) + place + user_agent


def keyed(secret: bytes) -> hmac.HMAC:
    """Prepare `digest_of` for many visitors: the secret is in it, and is gone with it."""
    return hmac.new(secret, digestmod="sha256")


def digest_of(key: hmac.HMAC, visitor: bytes) -> bytes:
    """Name the visitor for as long as the visit is open: HMAC-SHA256 under the secret of `keyed`, cut to 128 bits."""
    mac = key.copy()
    mac.update(visitor)
    return mac.digest()[:DIGEST_BYTES]
