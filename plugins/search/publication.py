"""The search in a Pelican build: lists of titles for when the service is down, and the agency's synonyms."""

from __future__ import annotations

from typing import Any

from plugins.incremental.api import declare_file
from plugins.search.shards import shards_of
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import SYNONYMS, TITLES, file_of

TITLES_TEMPLATE = "search/results/titles.txt"


def list_titles(generators: list[Any]) -> None:
    """Put `search_titles`, the names of the lists of titles, newest first, into the context."""
    context = generators[0].context
    context["search_titles"] = [shard.name for shard in shards_of(context["years"])]


class SearchGenerator(SiteGenerator):
    """Writes the lists and the synonyms. The search page is one of Pelican's direct templates."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        template = self.env.get_template(TITLES_TEMPLATE)
        for shard in shards_of(self.context["years"]):
            name = file_of(f"{TITLES}{shard.name}.txt")
            writer.write_file(name, template, self.context, lists=shard.lists)
        synonyms = "\n".join(self.context["agency"].synonyms)
        if synonyms:
            declare_file(writer, file_of(SYNONYMS), synonyms.encode(), f"{synonyms}\n".encode)
