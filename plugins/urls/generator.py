"""Base class of the generators that plugins add to Pelican."""

from __future__ import annotations

from typing import Any, Self

from pelican.generators import Generator

from plugins.urls.patterns import file_of


class SiteGenerator(Generator):
    """Declares the outputs of one plugin in `generate_output`.

    Register a subclass with `signals.get_generators.connect(SitemapGenerator.offer)`.
    """

    @classmethod
    def offer(cls, _pelican: Any) -> type[Self]:
        """Return the class itself, as Pelican's signal `get_generators` asks for."""
        return cls

    def write_page(self, writer: Any, url: str, template: str, /, **values: Any) -> None:
        """Declare the file behind `url`, rendered from `template` with the context and `values`."""
        writer.write_file(file_of(url), self.env.get_template(template), self.context, **values)
