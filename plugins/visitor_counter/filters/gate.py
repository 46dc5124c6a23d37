"""Reject views of crawlers, prefetches, automated browsers and unpublished pages."""

from crawleruseragents import is_crawler

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
MAX_USER_AGENT = 1024  # in-app browsers reach about 600
MAX_CACHED = 20_000


def is_prefetch(request: Request) -> bool:
    """Return whether the request is a prefetch or prerender.

    `Sec-Purpose` is the standard header (Fetch, section 3.10); `Purpose` and `X-Moz` are older.
    """
    if PURPOSES.isdisjoint(request.headers):
        return False
    purposes = ",".join(map(request.header, PURPOSES))
    return any(word in purposes.lower() for word in ("prefetch", "prerender", "preview"))


class Gate:
    """Decides whether a view counts.

    Crawlers are recognised by more than a thousand patterns of the crawler-user-agents package. Results are cached by
    Python's hash of bytes, which is SipHash under a random key of the process: no User-Agent stays in memory, and
    collisions cannot be forged.
    """

    def __init__(self, published: PublishedPaths) -> None:
        self.published = published
        self._crawlers: dict[int, bool] = {}
        is_crawler("")  # compile the patterns before the first request

    def rejection(self, request: Request, path: str, *, automated: bool = False) -> str | None:
        """Return the reason why a view of `path` does not count, or None if it does.

        `automated` is the value of navigator.webdriver in the browser.
        """
        if automated:
            return AUTOMATED
        if is_prefetch(request):
            return PREFETCH
        if self._is_crawler(request.headers.get(b"user-agent", b"")):
            return CRAWLER
        return None if path in self.published else UNPUBLISHED

    def _is_crawler(self, user_agent: bytes) -> bool:
        """Return whether the User-Agent is a crawler's, missing or overlong."""
        if not 0 < len(user_agent) <= MAX_USER_AGENT:
            return True
        key = hash(user_agent)
        result = self._crawlers.get(key)
        if result is None:
            if len(self._crawlers) >= MAX_CACHED:
                self._crawlers.clear()
            result = self._crawlers[key] = is_crawler(user_agent.decode("latin-1"))
        return result
