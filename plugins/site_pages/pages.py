"""The pages of the site, known once all generators have collected their contents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.archives.periods import periods
from plugins.incremental.api import content_column
from plugins.urls.patterns import ENGLISH_PAGES, PAGES, SITEMAP


def sections(context: Mapping[str, Any]) -> set[str]:
    """Return the root-relative URLs of all pages except articles."""
    groups = [
        section.url
        for name in ("departments", "categories", "authors", "tags")
        for section, _ in context[name]
    ]
    undated = [item for item in context["CONTENT_TYPES"].values() if not item.listed]
    originals = [
        text for item in undated for name in ("", "hidden_") for text in context[f"{name}{item.name}s"]
    ]
    pages = [page.url for original in originals for page in (original, *original.translations)]
    return {
        *PAGES,
        *(url for item in undated for url in item.addresses),
        *(ENGLISH_PAGES if context.get("english_home") else []),
        *(f"/{url}" for url in (*groups, *(period.url for period in periods(context["years"])), *pages)),
    }


class Addresses:
    """The root-relative URLs of a site at which it has a page, an article, a feed or a published file.

    What follows the path does not matter: a query such as `?q=dat`, a place on the page.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        """Take the context, in which all generators have collected their contents."""
        self._context = context

    def __contains__(self, address: str) -> bool:
        path = unquote(urlsplit(address).path)
        return (
            path in self._pages
            or path.removeprefix("/") in self._context["static_links"]
            or any(
                url is not None and f"/{url}" == path
                for _, url in content_column(self._context["generated_content"], "url")
            )
        )

    @cached_property
    def _pages(self) -> set[str]:
        return sections(self._context) | _feeds(self._context) | {SITEMAP}


def _feeds(context: Mapping[str, Any]) -> set[str]:
    feeds = [*context.get("feeds", ()), *context.get("tag_feeds", ())]  # see plugins.feeds
    return {url for feed in feeds for url in (feed.url, feed.json_url)}
