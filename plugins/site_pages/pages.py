"""The pages of the site, known once all generators have collected their contents."""

from __future__ import annotations

from collections.abc import Mapping
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


def has_address(context: Mapping[str, Any], address: str) -> bool:
    """Return whether the site has a page, an article, a feed or a published file at a root-relative URL.

    What follows the path does not matter: a query such as `?q=dat`, a place on the page.
    """
    path = unquote(urlsplit(address).path)
    if path in sections(context) or path in _feeds(context) or path == SITEMAP:
        return True
    return path.removeprefix("/") in context["static_links"] or any(
        url is not None and f"/{url}" == path
        for _, url in content_column(context["generated_content"], "url")
    )


def _feeds(context: Mapping[str, Any]) -> set[str]:
    feeds = [*context.get("feeds", ()), *context.get("tag_feeds", ())]  # see plugins.feeds
    return {url for feed in feeds for url in (feed.url, feed.json_url)}
