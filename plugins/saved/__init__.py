"""An article to take along: as one HTML file that needs nothing else, and as Markdown."""

from pelican import signals

from plugins.saved import publication


def register() -> None:
    """Connect the saved files to Pelican."""
    signals.initialized.connect(publication.offer)
    signals.article_generator_finalized.connect(publication.remember_articles)
    signals.get_generators.connect(publication.generators)
