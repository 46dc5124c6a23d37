"""The counter at work in a Pelican build: the list of published addresses that the service reads."""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.addresses.addresses import sections

PATHS_FILE = "luot-truy-cap/cac-trang.txt"
MONTH_FILE = "luot-truy-cap/cac-trang/{year:04}-{month:02}.txt"


class PublishedPathsGenerator(Generator):
    """Writes the addresses of all pages, one a line: only views of these count.

    Articles stand in a file for each month, so that a new one rewrites a few hundred lines and not all.
    """

    def generate_output(self, writer: Any) -> None:
        """Declare the lists to the writer."""
        template = self.env.get_template("visitor_counter/paths.txt")
        gathered = sorted(sections(self.context))
        writer.write_file(
            PATHS_FILE, template, self.context, addresses=gathered, listed=self.context["hidden_articles"]
        )
        for year in self.context["years"]:
            for month in year.months:
                name = MONTH_FILE.format(year=month.year, month=month.month)
                writer.write_file(name, template, self.context, addresses=[], listed=month.articles)


def generators(_pelican: Any) -> type[PublishedPathsGenerator]:
    """Offer the generator to Pelican."""
    return PublishedPathsGenerator
