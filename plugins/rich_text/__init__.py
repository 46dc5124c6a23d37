"""What a page adds to the text of an article: a table of contents, regions for its tables, players."""

from pelican import signals

from plugins.rich_text import publication


def register() -> None:
    """Offer the filters to templates."""
    signals.initialized.connect(publication.add_filters)
