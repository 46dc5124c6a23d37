"""The archives at work in a Pelican build.

Pelican's own period archives compare every article with every article of its period; these are one walk.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pelican.generators import Generator

from plugins.archives.periods import group


def group_by_period(generator: Any) -> None:
    """Put `years` into the context, newest first, each with its months; tell each article its neighbours."""
    articles = generator.articles
    generator.context["years"] = group(articles)
    for article in (
        *articles,
        *generator.translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
    ):
        article.older = article.newer = None
    for newer, older in pairwise(articles):
        newer.older, older.newer = older, newer


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
                    days=month.days,
                    template_name="month",
                    url=month.url,
                )


def generators(_pelican: Any) -> type[ArchivesGenerator]:
    """Offer the generator to Pelican."""
    return ArchivesGenerator
