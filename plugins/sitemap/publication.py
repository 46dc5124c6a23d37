"""The map at work in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Any

from pelican.generators import Generator

from plugins.addresses.addresses import sections
from plugins.contract.content_type import contents, types_of
from plugins.urls.patterns import (
    SIGN_IN,
    SITEMAP,
    SITEMAP_OF_MONTH,
    SITEMAP_OF_NEWS,
    SITEMAP_OF_PAGES,
    file_of,
)

NEWS_LASTS = timedelta(
    days=2
)  # a news sitemap holds the articles of the last two days, and at most a thousand
MOST_NEWS = 1000
NOT_FOR_SEARCH = {SIGN_IN}


class SitemapGenerator(Generator):
    """Writes the map, unless the portal is a demonstration, which search engines are kept out of.

    Articles stand in a part for each month, so that a new one rewrites a few hundred lines, and the index stays as it
    is: it says no times.
    """

    def generate_output(self, writer: Any) -> None:
        """Declare the index and its parts to the writer."""
        agency = self.context["agency"]
        if agency.demo:
            return
        pages = sorted(sections(self.context) - NOT_FOR_SEARCH - set(_left_out(self.context)))
        months = {
            file_of(SITEMAP_OF_MONTH.format(date=date(month.year, month.month, 1))): month.articles
            for year in self.context["years"]
            for month in year.months
        }
        self._write(writer, file_of(SITEMAP_OF_PAGES), "part", addresses=pages, listed=[])
        for name, articles in months.items():
            self._write(writer, name, "part", addresses=[], listed=articles)
        news = list(self._news())
        if news:
            self._write(writer, file_of(SITEMAP_OF_NEWS), "news", listed=news)
        parts = [file_of(SITEMAP_OF_PAGES), *months, *([file_of(SITEMAP_OF_NEWS)] if news else [])]
        self._write(writer, file_of(SITEMAP), "index", parts=parts)

    def _write(self, writer: Any, name: str, template: str, **values: Any) -> None:
        writer.write_file(name, self.env.get_template(f"sitemap/{template}.xml"), self.context, **values)

    def _news(self) -> Iterator[Any]:
        """Yield the articles of the last two days before the moment of the build, newest first."""
        since = self.settings["BUILD_MOMENT"] - NEWS_LASTS
        newest = islice(self.context["articles"], MOST_NEWS)
        yield from takewhile(lambda article: article.date > since, newest)


def _left_out(context: Mapping[str, Any]) -> Iterator[str]:
    """Yield the URLs of withdrawn texts and of content types that do not enter the sitemap."""
    entering = {text.url for text in contents(context, "in_sitemap")}
    yield from (f"/{text.url}" for text in contents(context, hidden=True) if text.url not in entering)
    for item in types_of(context).values():
        yield from () if item.in_sitemap else item.addresses


def generators(_pelican: Any) -> type[SitemapGenerator]:
    """Offer the generator to Pelican."""
    return SitemapGenerator
