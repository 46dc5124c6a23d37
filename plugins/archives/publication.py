"""Archives in a Pelican build.

Pelican's own period archives compare every article with every article of its period; these need one walk.
"""

from __future__ import annotations

from typing import Any

from plugins.archives.periods import Year, group, neighbours_of, periods
from plugins.incremental.api import keep_columns, neighbours
from plugins.urls.generator import SiteGenerator


def add_filters(pelican: Any) -> None:
    """Offer `article | neighbours(articles)`, and keep the dates of articles in memory."""
    pelican.settings["JINJA_FILTERS"]["neighbours"] = older_and_newer
    keep_columns(pelican.settings, "date.year", "date.month", "date.day")


def older_and_newer(article: Any, articles: Any) -> tuple[Any, Any]:
    """Return the article's neighbours in a list that is newest first, each None at the end of the list."""
    newer, older = neighbours(articles, article)
    return older, newer


def group_by_period(generator: Any) -> None:
    """Put `years` into the context, newest first, each with its months."""
    generator.context["years"] = group(generator.articles)


class ArchivesGenerator(SiteGenerator):
    """Writes the pages of years, months and, where a list is too long, of thirds of a month, days and parts of a day.

    The overview is one of Pelican's direct templates.
    """

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        years = self.context["years"]
        beside = neighbours_of(years) | neighbours_of([month for year in years for month in year.months])
        for period in periods(years):
            kind = type(period).__name__.lower()
            listed = {"articles": period.articles} if isinstance(period, Year) else {}
            older, newer = beside.get(period.url, (None, None))
            values = {
                "period": period,
                "older": older,
                "newer": newer,
                "template_name": kind,
                "url": period.url,
            }
            self.write_page(writer, period.url, f"{kind}.html", **values, **listed)
