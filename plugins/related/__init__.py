"""Related articles: close in time, with the same subject or department."""

from pelican import signals

from plugins.related import publication


def register() -> None:
    """Connect the lists and the filter to Pelican."""
    signals.initialized.connect(publication.add_filter)
    signals.all_generators_finalized.connect(publication.offer_lists)
