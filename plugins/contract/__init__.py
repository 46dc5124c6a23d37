"""What an article must say: front matter, schema, messages, Unicode."""

import logging

from pelican import signals

from plugins.contract import publication


def register() -> None:
    """Connect the contract to Pelican; `plugins.agency` has to come before it in PLUGINS."""
    # The contract reports texts that share a URL, with line and hint; Pelican would repeat it in English.
    logging.getLogger("pelican.utils").addFilter(
        lambda record: not str(record.msg).startswith("There are %s ")
    )
    signals.initialized.connect(publication.set_settings)
    signals.initialized.connect(publication.look_at_files)
    signals.readers_init.connect(publication.use_reader)
    signals.article_generator_finalized.connect(publication.forget_drafts)
    signals.article_generator_finalized.connect(publication.order_categories)
    signals.page_generator_finalized.connect(publication.publish_only_linked_files)
    signals.static_generator_finalized.connect(publication.quote_addresses)
    signals.all_generators_finalized.connect(publication.refuse_faulty)
