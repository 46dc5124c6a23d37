"""Pictures of articles in the sizes and formats that readers need, without what cameras write into them."""

from pelican import signals

from plugins.images import publication
from plugins.images.checking import issues_of_pictures

CHECKS = (issues_of_pictures,)


def register() -> None:
    """Connect the pictures to Pelican."""
    signals.initialized.connect(publication.add_filters)
    signals.all_generators_finalized.connect(publication.look_at_pictures)
    signals.get_generators.connect(publication.generators)
