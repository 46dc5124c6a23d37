"""Check that a request was made by a page of this site."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from plugins.visitor_counter.filters.published import resolved
from plugins.visitor_counter.request import Request

Authority = tuple[str, int | None]
DEFAULT_PORTS = {"http": 80, "https": 443}


def authority_of(address: str) -> Authority | None:
    """Return host and port of an absolute URL (port None for the default port), or None if it has no host."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.hostname is None:
        return None
    return parts.hostname, None if port == DEFAULT_PORTS.get(parts.scheme) else port


def parse_origins(addresses: Sequence[str]) -> frozenset[Authority]:
    """Parse origins as the operator writes them (`https://example.gov.vn`). Raises ValueError."""
    authorities = set()
    for address in addresses:
        authority = authority_of(address)
        if authority is None:
            example = "ví dụ https://tenhuyen.gov.vn"
            raise ValueError(f"Địa chỉ của cổng phải đầy đủ, {example}, không phải {address!r}")
        authorities.add(authority)
    return frozenset(authorities)


def same_origin(request: Request, origins: Collection[Authority]) -> bool:
    """Return whether the request comes from this site or one of `origins`.

    `Sec-Fetch-Site` cannot be set by scripts and is sent to HTTPS sites (W3C Fetch Metadata). Without it `Origin`, or else
    `Referer`, must match the Host header. A request with none of the three is rejected: another site can suppress
    `Referer`.
    """
    site = request.headers.get(b"sec-fetch-site")
    if site:
        return site == b"same-origin" or (
            site != b"none" and authority_of(request.header(b"origin")) in origins
        )
    source = request.header(b"origin") or request.header(b"referer")
    authority = authority_of(source)
    if authority is None:
        return False
    scheme = source.partition(":")[0]
    return authority in origins or authority == authority_of(f"{scheme}://{request.header(b'host')}")


def is_in_page(request: Request, path: str) -> bool:
    """Return whether the picture is loaded as an image by the page at `path`.

    Otherwise a picture embedded in another article, or a link to it, would count views of a page that was not shown. A
    `Referer` without a path is accepted: a Referrer-Policy may strip it.
    """
    if request.headers.get(b"sec-fetch-dest", b"image") != b"image":
        return False
    try:
        source = urlsplit(request.header(b"referer")).path
    except ValueError:
        return False
    return source in {"", "/"} or resolved(source) == resolved(path)
