"""Whether a request was made by a page of this very site."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from plugins.visitor_counter.filters.published import resolved
from plugins.visitor_counter.request import Request

Authority = tuple[str, int | None]
DEFAULT_PORTS = {"http": 80, "https": 443}


def authority_of(address: str) -> Authority | None:
    """Give host and port of an absolute address, the port None where it is the scheme's own. None if there is no host."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.hostname is None:
        return None
    return parts.hostname, None if port == DEFAULT_PORTS.get(parts.scheme) else port


def parse_origins(addresses: Sequence[str]) -> frozenset[Authority]:
    """Read the site's own addresses as an operator writes them (`https://example.gov.vn`). Raises ValueError."""
    authorities = {address: authority_of(address) for address in addresses}
    for address, authority in authorities.items():
        if authority is None:
            raise ValueError(
                f"Địa chỉ của cổng phải đầy đủ, ví dụ https://tenhuyen.gov.vn, không phải {address!r}"
            )
    return frozenset(filter(None, authorities.values()))


def same_origin(request: Request, origins: Collection[Authority]) -> bool:
    """Tell whether the browser says that the request comes from this site, or from one of `origins`.

    `Sec-Fetch-Site` cannot be set by a page's script and is sent wherever the site has HTTPS (W3C Fetch Metadata).
    Without it `Origin`, then `Referer`, must name the host that was asked. A request that has none of the three does
    not pass: another site can keep its pages from sending `Referer`.
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


def in_page(request: Request, path: str) -> bool:
    """Tell whether a picture is loaded by the page at `path`, as far as the browser says.

    Otherwise whoever puts the picture's address into an article, or leads readers to it by a link, would have each of
    them count a view of another page. A `Referer` without a path is that of a site whose policy keeps paths to itself.
    """
    if request.headers.get(b"sec-fetch-dest", b"image") != b"image":
        return False
    try:
        source = urlsplit(request.header(b"referer")).path
    except ValueError:
        return False
    return source in {"", "/"} or resolved(source) == resolved(path)
