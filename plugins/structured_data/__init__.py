"""Metadata of pages for programs: Dublin Core, Open Graph, JSON-LD."""

from pelican import signals

from plugins.structured_data import graph


def register() -> None:
    """Connect the filters to Pelican."""
    signals.initialized.connect(graph.add_filters)
