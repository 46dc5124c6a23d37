"""Which views are a reader's, and the reason why the others are not."""

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


def fetched_ahead(request: Request) -> bool:
    """Tell whether the browser fetches a page that nobody looks at yet.

    `Sec-Purpose` is the standard's (Fetch, section 3.10); `Purpose` and `X-Moz` came before it.
    """
    if PURPOSES.isdisjoint(request.headers):
        return False
    purposes = ",".join(map(request.header, PURPOSES))
    return any(word in purposes.lower() for word in ("prefetch", "prerender", "preview"))


class Gate:
    """Lets readers' views of published pages through."""

    def __init__(self, published: PublishedPaths) -> None:
        self._published = published
        self._crawlers = Crawlers()

    def refusal(self, request: Request, path: str, *, automated: bool) -> str | None:
        """Give the reason why a view of `path` does not count, None if it does.

        `automated` is what the browser itself tells (navigator.webdriver).
        """
        if automated:
            return AUTOMATED
        if fetched_ahead(request):
            return PREFETCH
        if request.headers.get(b"user-agent", b"") in self._crawlers:
            return CRAWLER
        if path not in self._published:
            return UNPUBLISHED
        return None

    def article(self, path: str) -> str:
        """Give the address of the article that `path` shows, "" for any other page."""
        return self._published.article(path)

    def address(self, path: str) -> str:
        """Give the address of the page that the site shows at `path`, "" if there is none."""
        return self._published.address(path)
