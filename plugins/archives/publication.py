"""The archives at work in a Pelican build.

Pelican's own period archives compare every article with every article of its period; these are one walk.
"""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.archives.periods import Year, group, periods
from plugins.incremental.api import keep_columns, neighbours


def add_filters(pelican: Any) -> None:
    """Offer `article | neighbours(articles)`, the articles after and before it as (older, newer); keep dates in memory."""
    pelican.settings["JINJA_FILTERS"]["neighbours"] = older_and_newer
    keep_columns(pelican.settings, "date.year", "date.month", "date.day")


def older_and_newer(article: Any, articles: Any) -> tuple[Any, Any]:
    """Return the article's neighbours in a list that is newest first; None where there is none."""
    newer, older = neighbours(articles, article)
    return older, newer


def group_by_period(generator: Any) -> None:
    """Put `years` into the context, newest first, each with its months."""
    generator.context["years"] = group(generator.articles)


class ArchivesGenerator(Generator):
    """Writes the pages of years, months and, where a month is too long for one list, days. The overview is one of Pelican's direct templates."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        for period in periods(self.context["years"]):
            kind = type(period).__name__.lower()
            writer.write_file(
                f"{period.url}index.html",
                self.env.get_template(f"{kind}.html"),
                self.context,
                period=period,
                template_name=kind,
                url=period.url,
                **({"articles": period.articles} if isinstance(period, Year) else {}),
            )


def generators(_pelican: Any) -> type[ArchivesGenerator]:
    """Offer the generator to Pelican."""
    return ArchivesGenerator
