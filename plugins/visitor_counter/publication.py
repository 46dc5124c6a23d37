"""Write the list of published pages, which the service reads, during a Pelican build."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator

from plugins.site_pages.pages import sections
from plugins.urls.patterns import COUNTED_MONTH, COUNTED_PAGES, COUNTER_NOTICE, file_of

NOTICE = "components/notice/template.html"


class PublishedPathsGenerator(Generator):
    """Writes the paths of all pages, one a line: only their views count.

    Articles are listed in one file a month, as path, tab and title (for the most read), so that a new article rewrites a
    few hundred lines. A demonstration site's notice is written beside them, for pages rendered by the service.
    """

    def generate_output(self, writer: Any) -> None:
        """Write the lists, and the notice if there is one."""
        template = self.env.get_template("visitor_counter/paths.txt")
        gathered = sorted(sections(self.context))
        writer.write_file(
            file_of(COUNTED_PAGES),
            template,
            self.context,
            addresses=gathered,
            hidden=self.context["hidden_articles"],
            listed=[],
        )
        for year in self.context["years"]:
            for month in year.months:
                name = file_of(COUNTED_MONTH.format(date=date(month.year, month.month, 1)))
                lists = {"addresses": [], "hidden": [], "listed": month.articles}
                writer.write_file(name, template, self.context, **lists)
        if self.context["agency"].demo and self._theme_has(NOTICE):
            notice = self.env.get_template("visitor_counter/notice.txt")
            writer.write_file(file_of(COUNTER_NOTICE), notice, self.context)

    def _theme_has(self, template: str) -> bool:
        try:
            self.env.get_template(template)
        except TemplateNotFound:
            return False
        return True


def generators(_pelican: Any) -> type[PublishedPathsGenerator]:
    """Return the generator class, for the signal `get_generators`."""
    return PublishedPathsGenerator
