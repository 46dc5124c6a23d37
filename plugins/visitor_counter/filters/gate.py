"""Reject views of crawlers, prefetches, automated browsers and unpublished pages."""

from plugins.visitor_counter.filters.crawlers import Crawlers
from plugins.visitor_counter.filters.published import PublishedPaths
from plugins.visitor_counter.request import Request

AUTOMATED = "automated"
CRAWLER = "crawler"
PREFETCH = "prefetch"
UNPUBLISHED = "unpublished"
ELSEWHERE = "other-site"
MALFORMED = "malformed"
NO_ADDRESS = "no-address"
CEILING = "ceiling"

PURPOSES = frozenset((b"sec-purpose", b"purpose", b"x-purpose", b"x-moz"))


def is_prefetch(request: Request) -> bool:
    """Return whether the request is a prefetch or prerender.

    `Sec-Purpose` is the standard header (Fetch, section 3.10); `Purpose` and `X-Moz` are older.
    """
    if PURPOSES.isdisjoint(request.headers):
        return False
    purposes = ",".join(map(request.header, PURPOSES))
    return any(word in purposes.lower() for word in ("prefetch", "prerender", "preview"))


class Gate:
    """Decides whether a view counts."""

    def __init__(self, published: PublishedPaths) -> None:
        self._published = published
        self._crawlers = Crawlers()

    def rejection(self, request: Request, path: str, *, automated: bool) -> str | None:
        """Return the reason why a view of `path` does not count, or None if it does.

        `automated` is the value of navigator.webdriver in the browser.
        """
        if automated:
            return AUTOMATED
        if is_prefetch(request):
            return PREFETCH
        if request.headers.get(b"user-agent", b"") in self._crawlers:
            return CRAWLER
        if path not in self._published:
            return UNPUBLISHED
        return None

    def article(self, path: str) -> str:
        """Return the canonical path of the article at `path`, or "" for any other page."""
        return self._published.article(path)

    def address(self, path: str) -> str:
        """Return the canonical path of the page at `path`, or "" if there is none."""
        return self._published.address(path)
