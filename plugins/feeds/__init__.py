"""Feeds, as Atom and JSON Feed: everything, each department, category and tag, and the list of them."""

from pelican import signals

from plugins.feeds import publication


def register() -> None:
    """Connect the feeds to Pelican."""
    signals.initialized.connect(publication.offer_slug_of_all_news)
    signals.initialized.connect(publication.add_filter)
    signals.all_generators_finalized.connect(publication.list_feeds)
    signals.feed_generated.connect(publication.complete_items)
    signals.get_generators.connect(publication.generators)
