"""The sitemap in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice, takewhile
from typing import Any

from plugins.contract.content_type import contents, types_of
from plugins.site_pages.pages import sections
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import (
    SIGN_IN,
    SITEMAP,
    SITEMAP_OF_MONTH,
    SITEMAP_OF_NEWS,
    SITEMAP_OF_PAGES,
    file_of,
)

# Search engines accept at most 1,000 articles of the last two days in a news sitemap.
NEWS_LASTS = timedelta(days=2)
MOST_NEWS = 1000
NOT_FOR_SEARCH = {SIGN_IN}


class SitemapGenerator(SiteGenerator):
    """Writes the sitemap, unless the portal is a demonstration, which search engines must not index.

    Articles are listed in a part for each month, so that a new one rewrites a few hundred lines. The index has no
    times, so it does not change.
    """

    def generate_output(self, writer: Any) -> None:
        """Declare the index and its parts to the writer."""
        agency = self.context["agency"]
        if agency.demo:
            return
        pages = sorted(sections(self.context) - NOT_FOR_SEARCH - set(_left_out(self.context)))
        months = [month for year in self.context["years"] for month in year.months]
        parts = [SITEMAP_OF_PAGES]
        self.write_page(writer, SITEMAP_OF_PAGES, "sitemap/part.xml", addresses=pages, listed=[])
        for month in months:
            parts.append(SITEMAP_OF_MONTH.format(date=month.date))
            self.write_page(writer, parts[-1], "sitemap/part.xml", addresses=[], listed=month.articles)
        since = self.settings["BUILD_MOMENT"] - NEWS_LASTS
        newest = islice(self.context["articles"], MOST_NEWS)
        if news := list(takewhile(lambda article: article.date > since, newest)):
            parts.append(SITEMAP_OF_NEWS)
            self.write_page(writer, SITEMAP_OF_NEWS, "sitemap/news.xml", listed=news)
        self.write_page(writer, SITEMAP, "sitemap/index.xml", parts=list(map(file_of, parts)))


def _left_out(context: Mapping[str, Any]) -> Iterator[str]:
    """Yield the URLs of withdrawn texts and of content types that do not enter the sitemap."""
    entering = {text.url for text in contents(context, "in_sitemap")}
    yield from (f"/{text.url}" for text in contents(context, hidden=True) if text.url not in entering)
    for item in types_of(context).values():
        yield from () if item.in_sitemap else item.addresses
