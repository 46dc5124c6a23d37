"""A picture for links to pages that have none of their own: one of the agency or, if wanted, one for each article."""

from pelican import signals

from plugins.cards import publication


def register() -> None:
    """Connect the cards to Pelican."""
    signals.initialized.connect(publication.add_filter)
    signals.content_object_init.connect(publication.add_digest)
    signals.all_generators_finalized.connect(publication.renew_digests)
    signals.get_generators.connect(publication.CardsGenerator.offer)
