"""Search in the browser: a page, a box on every page, and an index in shards by time."""

from pelican import signals

from plugins.search import publication


def register() -> None:
    """Connect the search to Pelican."""
    signals.initialized.connect(publication.offer_settings)
    signals.content_object_init.connect(publication.add_digest)
    signals.article_generator_finalized.connect(publication.remember_translations)
    signals.all_generators_finalized.connect(publication.group_into_shards)
    signals.get_generators.connect(publication.SearchGenerator.offer)
