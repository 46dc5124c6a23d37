"""Sitemap for search engines: an index, a part for each month, and the news of two days."""

from pelican import signals

from plugins.sitemap import publication


def register() -> None:
    """Connect the generator to Pelican."""
    signals.get_generators.connect(publication.SitemapGenerator.offer)
