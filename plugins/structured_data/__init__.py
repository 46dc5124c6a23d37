"""Metadata of pages for programs: Dublin Core, Open Graph, JSON-LD."""

from pelican import signals

from plugins.structured_data import publication


def register() -> None:
    """Connect the filters to Pelican."""
    signals.initialized.connect(publication.add_filters)
