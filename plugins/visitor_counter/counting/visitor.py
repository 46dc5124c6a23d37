"""Identify visitors by address and User-Agent, as a keyed digest."""

import hmac
import socket
from ipaddress import IPv6Address, ip_address

DIGEST_BYTES = 16
IPV4_BYTES = 4


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


def visitor_of(address: bytes, user_agent: bytes) -> bytes:
    """Return the bytes that identify a visitor. Never stored: only a digest under the secret of the day is.

    IPv6 is cut to its first 64 bits: a household or office has at least one /64, and devices change the rest
    (RFC 8981).
    """
    network = address if len(address) == IPV4_BYTES else address[:8]
    return bytes([len(network)]) + network + user_agent


def keyed(secret: bytes) -> hmac.HMAC:
    """Return an HMAC-SHA256 object with this secret, for `digest_of`."""
    return hmac.new(secret, digestmod="sha256")


def digest_of(key: hmac.HMAC, visitor: bytes) -> bytes:
    """Return the digest of a visitor: HMAC-SHA256 with the key of `keyed`, cut to 128 bits."""
    mac = key.copy()
    mac.update(visitor)
    return mac.digest()[:DIGEST_BYTES]
