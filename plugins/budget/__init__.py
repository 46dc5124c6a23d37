"""Maximum weight of a page (law 6), checked by the build."""

from pelican import signals

from plugins.budget import publication


def register() -> None:
    """Offer the filter that weighs pages to the layout template."""
    signals.initialized.connect(publication.add_filter)
