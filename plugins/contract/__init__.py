"""Content types and checks: what texts must look like."""

from pelican import signals

from plugins.contract import publication
from plugins.contract.types import ARTICLE, PAGE
from plugins.incremental.api import content_generator_finalized

CONTENT_TYPES = (ARTICLE, PAGE)


def register() -> None:
    """Connect the contract to Pelican; `plugins.agency` has to stand before it in PLUGINS."""
    signals.initialized.connect(publication.register)
    signals.initialized.connect(publication.set_moment)
    signals.initialized.connect(publication.look_at_files)
    signals.readers_init.connect(publication.use_reader)
    signals.article_generator_finalized.connect(publication.forget_drafts)
    signals.article_generator_finalized.connect(publication.order_categories)
    signals.page_generator_finalized.connect(publication.publish_only_linked_files)
    content_generator_finalized.connect(publication.publish_only_linked_files)
    signals.static_generator_finalized.connect(publication.quote_addresses)
    signals.all_generators_finalized.connect(publication.reject_invalid)
