"""Feeds at work in a Pelican build: Pelican's Atom writer, with absolute addresses and all authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from pelican.generators import Generator

from plugins.agency.reading import ALL_NEWS

FEED_ADDRESS = "/rss/{slug}.xml"
ROOT_RELATIVE = re.compile(r'(?<= )(href|src)="/(?!/)')


@dataclass(frozen=True)
class Feed:
    """A feed that the site offers: its title, its root-relative address and its articles, newest first."""

    title: str
    url: str
    articles: Sequence[Any] = field(repr=False)


def set_addresses(pelican: Any) -> None:
    """Offer templates the settings FEED_ADDRESS, with a place for a section's slug, and ALL_NEWS, the slug of all news."""
    pelican.settings["FEED_ADDRESS"], pelican.settings["ALL_NEWS"] = FEED_ADDRESS, ALL_NEWS


def list_feeds(generators: list[Any]) -> None:
    """Put `feeds` into the context: one for all news, one for each department and category that has articles."""
    context = generators[0].context
    sections = [*context["departments"], *context["categories"]]
    listed = [("Tin mới", ALL_NEWS, context["articles"])] if context["articles"] else []
    listed += [(section.name, section.slug, articles) for section, articles in sections]
    context["feeds"] = [
        Feed(title, FEED_ADDRESS.format(slug=slug), articles) for title, slug, articles in listed
    ]


class FeedsGenerator(Generator):
    """Writes the feeds. An empty feed is not written: it would have to take its time from the clock."""

    def generate_output(self, writer: Any) -> None:
        """Declare the feeds to the writer."""
        site_url = self.context["AGENCY"].site_url
        for feed in self.context["feeds"]:
            context = {
                **self.context,
                "SITEURL": site_url,
                "FEED_DOMAIN": site_url,
                "feed_articles": feed.articles,
            }
            writer.write_feed(feed.articles, context, feed.url.lstrip("/"), feed_title=feed.title)


def complete_items(context: dict[str, Any], feed: Any) -> None:
    """Say what Pelican's feeds leave out.

    Every feed has an id of its own (RFC 4287, 4.2.6), every author is named, titles and summaries are plain text
    and not HTML, and the addresses in a text are absolute, since a feed is read away from the site.
    """
    site_url = context["SITEURL"]
    feed.feed["id"] = feed.feed["feed_url"]
    for item, article in zip(feed.items, context["feed_articles"][: len(feed.items)], strict=True):
        item["title"] = article.title
        item["author_name"] = "; ".join(author.name for author in article.authors)
        item["description"] = escape(article.summary) or None
        item["content"] = ROOT_RELATIVE.sub(rf'\1="{site_url}/', item["content"])


def generators(_pelican: Any) -> type[FeedsGenerator]:
    """Offer the generator to Pelican."""
    return FeedsGenerator
