"""The weight that every page has to keep: law 6, held by the build."""

from pelican import signals

from plugins.budget import publication


def register() -> None:
    """Offer the filter that weighs a page to the frame of all pages."""
    signals.initialized.connect(publication.add_filter)
