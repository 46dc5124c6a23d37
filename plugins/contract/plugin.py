"""The contract at work in a Pelican build."""

import logging

from pelican import signals

from plugins.contract import publication
from plugins.contract.site.names import separate_names
from plugins.incremental.api import content_generator_finalized


def connect() -> None:
    """Connect the contract to Pelican's signals."""
    for logger in ("pelican.utils", "pelican.cache"):
        logging.getLogger(logger).addFilter(_not_reported_by_contract)
    signals.initialized.connect(publication.set_settings)
    signals.initialized.connect(publication.look_at_files)
    signals.readers_init.connect(publication.use_reader)
    signals.article_generator_pretaxonomy.connect(separate_names)
    signals.article_generator_finalized.connect(publication.forget_drafts)
    signals.article_generator_finalized.connect(publication.order_categories)
    signals.page_generator_finalized.connect(publication.publish_only_linked_files)
    content_generator_finalized.connect(publication.publish_only_linked_files)
    signals.static_generator_finalized.connect(publication.describe_files)
    signals.all_generators_finalized.connect(publication.reject_invalid)


def _not_reported_by_contract(record: logging.LogRecord) -> bool:
    """Drop what Pelican logs in English and the contract reports with line and hint: shared URLs, unreadable files."""
    return not str(record.msg).startswith(("There are %s ", "Cannot get modification stamp"))
