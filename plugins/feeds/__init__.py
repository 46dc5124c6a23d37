"""Atom and JSON feeds of all news, each department, category and tag, and the page that lists them."""

from pelican import signals

from plugins.feeds import publication


def register() -> None:
    """Connect the feeds to Pelican."""
    signals.initialized.connect(publication.offer_settings)
    signals.all_generators_finalized.connect(publication.list_feeds)
    signals.feed_generated.connect(publication.complete_items)
    signals.get_generators.connect(publication.FeedsGenerator.offer)
