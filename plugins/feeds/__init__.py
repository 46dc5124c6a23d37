"""Atom feeds: everything, each department, each category, and the list of them."""

from pelican import signals

from plugins.feeds import publication


def register() -> None:
    """Connect the feeds to Pelican."""
    signals.initialized.connect(publication.set_addresses)
    signals.all_generators_finalized.connect(publication.list_feeds)
    signals.feed_generated.connect(publication.complete_items)
    signals.get_generators.connect(publication.generators)
