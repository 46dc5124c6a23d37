"""Feeds in a Pelican build: Pelican's Atom writer with absolute URLs and all authors, and JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup

from plugins.agency.reading import ALL_NEWS
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import FEED, TAG_FEED

TAG = re.compile(r"<[a-z]\w* [^>]*>")  # with attributes; escaped HTML in code examples does not match
ID = re.compile(r' id="[^"]*"')
IN_PAGE = re.compile(r' href="#')
ROOT_RELATIVE = re.compile(r'(?<= )(href|src)="/(?!/)')


@dataclass(frozen=True)
class Feed:
    """A feed: its title, its root-relative URL, that of the page with the same articles, and these, newest first.

    `kind` is what it holds: `all`, or the articles of a `department`, `category` or `tag`.
    """

    kind: str
    title: str
    url: str
    page: str
    articles: Sequence[Any] = field(repr=False)

    @property
    def json_url(self) -> str:
        """The URL of the same feed as JSON Feed."""
        return self.url.removesuffix("xml") + "json"


def offer_settings(pelican: Any) -> None:
    """Offer the setting ALL_NEWS, the slug of the feed of all news, and `feed | json_feed(agency, FEED_MAX_ITEMS)`."""
    pelican.settings["ALL_NEWS"] = ALL_NEWS
    pelican.settings["JINJA_FILTERS"]["json_feed"] = json_feed


def list_feeds(generators: list[Any]) -> None:
    """Put `feeds` (all news, each department and category with articles) and `tag_feeds` into the context."""
    context = generators[0].context
    articles = context["articles"]
    every = [Feed("all", "Tin mới", FEED.format(slug=ALL_NEWS), "/", articles)] if articles else []
    departments = _feeds("department", FEED, context["departments"])
    context["feeds"] = [*every, *departments, *_feeds("category", FEED, context["categories"])]
    context["tag_feeds"] = _feeds("tag", TAG_FEED, context["tags"])


def _feeds(kind: str, pattern: str, groups: Iterable[tuple[Any, Sequence[Any]]]) -> list[Feed]:
    return [
        Feed(kind, term.name, pattern.format(slug=term.slug), f"/{term.url}", articles)
        for term, articles in groups
    ]


class FeedsGenerator(SiteGenerator):
    """Writes the feeds, except empty ones: their date would have to come from the clock."""

    def generate_output(self, writer: Any) -> None:
        """Declare the feeds to the writer."""
        site_url = self.context["AGENCY"].site_url
        for feed in (*self.context["feeds"], *self.context["tag_feeds"]):
            own = {"SITEURL": site_url, "FEED_DOMAIN": site_url, "feed_articles": feed.articles}
            context = {**self.context, **own}
            writer.write_feed(feed.articles, context, feed.url.lstrip("/"), feed_title=feed.title)
            self.write_page(writer, feed.json_url, "feeds/feed.json", feed=feed)


def complete_items(context: dict[str, Any], feed: Any) -> None:
    """Complete the items of Pelican's Atom feeds.

    Every feed gets a unique id (RFC 4287, 4.2.6) and all authors; titles and summaries become plain text, and URLs in
    the content absolute, because feeds are read outside the site.
    """
    site_url = context["SITEURL"]
    feed.feed["id"] = feed.feed["feed_url"]
    for item, article in zip(feed.items, context["feed_articles"][: len(feed.items)], strict=True):
        item["title"] = article.title
        item["author_name"] = "; ".join(author.name for author in article.authors)
        item["description"] = escape(article.summary) or None
        item["content"] = outside_its_page(item["content"], site_url, f"{site_url}/{article.url}")


@lru_cache(maxsize=256)  # Atom and JSON, and the feeds of section, department and tags hold the same articles
def outside_its_page(html: str, site_url: str, page: str) -> str:
    """Return a text for readers who have not opened its page, whose absolute URL is given.

    Links and pictures have absolute URLs, also the links to notes and headings. Ids are left out: those of two texts
    may be the same, and nothing leads to them.
    """

    def changed(tag: re.Match[str]) -> str:
        with_urls = ROOT_RELATIVE.sub(rf'\1="{site_url}/', tag[0])
        return ID.sub("", IN_PAGE.sub(f' href="{page}#', with_urls))

    return TAG.sub(changed, html)


def json_feed(feed: Feed, agency: Any, most: int) -> Markup:
    """Return a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    site_url = agency.site_url
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{agency.name} - {feed.title}",
        "home_page_url": f"{site_url}{feed.page}",
        "feed_url": f"{site_url}{feed.json_url}",
        "language": "vi",
        "items": [_item(article, site_url) for article in feed.articles[:most]],
    }
    return Markup(json.dumps(whole, ensure_ascii=False, indent=1))  # noqa: S704 - a JSON file, not part of a page


def _item(article: Any, site_url: str) -> dict[str, Any]:
    address = f"{site_url}/{article.url}"
    modified, cover = getattr(article, "modified", None), getattr(article, "cover", None)
    facts = {
        "id": address,
        "url": address,
        "title": article.title,
        "summary": article.summary,
        "content_html": outside_its_page(article.content, site_url, address),
        "date_published": article.date.isoformat(),
        "date_modified": modified.isoformat() if modified else "",
        "image": f"{site_url}{cover.url}" if cover else "",
        "authors": [{"name": author.name} for author in article.authors],
        "tags": [tag.name for tag in getattr(article, "tags", [])],
        "language": article.lang,
    }
    return {name: value for name, value in facts.items() if value}
