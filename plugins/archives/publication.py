"""The archives at work in a Pelican build.

Pelican's own period archives compare every article with every article of its period; these are one walk.
"""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.archives.periods import group
from plugins.incremental.lists import neighbours


def add_filters(pelican: Any) -> None:
    """Offer `article | neighbours(articles)`: the articles after and before it, as (older, newer)."""
    pelican.settings["JINJA_FILTERS"] = {**pelican.settings["JINJA_FILTERS"], "neighbours": older_and_newer}


def older_and_newer(article: Any, articles: Any) -> tuple[Any, Any]:
    """Return the article's neighbours in a list that is newest first; None where there is none."""
    newer, older = neighbours(articles, article)
    return older, newer


def group_by_period(generator: Any) -> None:
    """Put `years` into the context, newest first, each with its months."""
    generator.context["years"] = group(generator.articles)


class ArchivesGenerator(Generator):
    """Writes the pages of years and months. The overview is one of Pelican's direct templates."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        year_template, month_template = (
            self.env.get_template("year.html"),
            self.env.get_template("month.html"),
        )
        for year in self.context["years"]:
            writer.write_file(
                f"{year.url}index.html",
                year_template,
                self.context,
                period=year,
                articles=year.articles,
                template_name="year",
                url=year.url,
            )
            for month in year.months:
                writer.write_file(
                    f"{month.url}index.html",
                    month_template,
                    self.context,
                    period=month,
                    template_name="month",
                    url=month.url,
                )


def generators(_pelican: Any) -> type[ArchivesGenerator]:
    """Offer the generator to Pelican."""
    return ArchivesGenerator
