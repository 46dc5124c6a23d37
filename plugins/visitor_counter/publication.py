"""The counter at work in a Pelican build: the list of published addresses that the service reads."""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.addresses.addresses import published_addresses

PATHS_FILE = "luot-truy-cap/cac-trang.txt"


class PublishedPathsGenerator(Generator):
    """Writes the addresses of all pages, one a line: only views of these count."""

    def generate_output(self, writer: Any) -> None:
        """Declare the list to the writer."""
        template = self.env.get_template("visitor_counter/paths.txt")
        writer.write_file(PATHS_FILE, template, self.context, addresses=published_addresses(self.context))


def generators(_pelican: Any) -> type[PublishedPathsGenerator]:
    """Offer the generator to Pelican."""
    return PublishedPathsGenerator
