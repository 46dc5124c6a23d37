"""The counter at work in a Pelican build: the list of published addresses that the service reads."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator

from plugins.addresses.addresses import sections

PATHS_FILE = "luot-truy-cap/cac-trang.txt"
MONTH_FILE = "luot-truy-cap/cac-trang/{year:04}-{month:02}.txt"
NOTICE_FILE = "luot-truy-cap/thong-bao.txt"
NOTICE = "components/demo_notice/template.html"


class PublishedPathsGenerator(Generator):
    """Writes the addresses of all pages, one a line: only views of these count.

    Articles stand in a file for each month, each after its address and a tab with its title, which the most read are
    listed by; so a new one rewrites a few hundred lines and not all. Beside them
    stands a demonstration site's notice, for the page that the service writes.
    """

    def generate_output(self, writer: Any) -> None:
        """Declare the lists, and the notice where there is one, to the writer."""
        template = self.env.get_template("visitor_counter/paths.txt")
        gathered = sorted(sections(self.context))
        writer.write_file(
            PATHS_FILE,
            template,
            self.context,
            addresses=gathered,
            hidden=self.context["hidden_articles"],
            listed=[],
        )
        for year in self.context["years"]:
            for month in year.months:
                name = MONTH_FILE.format(year=month.year, month=month.month)
                writer.write_file(
                    name, template, self.context, addresses=[], hidden=[], listed=month.articles
                )
        if self.context["agency"].demo and self._theme_has(NOTICE):
            notice = self.env.get_template("visitor_counter/notice.txt")
            writer.write_file(NOTICE_FILE, notice, self.context)

    def _theme_has(self, template: str) -> bool:
        try:
            self.env.get_template(template)
        except TemplateNotFound:
            return False
        return True


def generators(_pelican: Any) -> type[PublishedPathsGenerator]:
    """Offer the generator to Pelican."""
    return PublishedPathsGenerator
