"""Offline reading: pages that were read, and the latest news, open without a network."""

from pelican import signals

from plugins.offline import publication


def register() -> None:
    """Connect the service worker, its list and its page to Pelican."""
    signals.initialized.connect(publication.add_filter)
    signals.get_generators.connect(publication.OfflineGenerator.offer)
