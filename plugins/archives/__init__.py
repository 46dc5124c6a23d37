"""Archives: a page each year and month, and the overview that counts them."""

from pelican import signals

from plugins.archives import publication


def register() -> None:
    """Connect the archives to Pelican."""
    signals.initialized.connect(publication.add_filters)
    signals.article_generator_finalized.connect(publication.group_by_period)
    signals.get_generators.connect(publication.ArchivesGenerator.offer)
