"""Who publishes: `agency.yaml` as a setting, as `agency` in templates, and the menu."""

from pelican import signals

from plugins.agency import publication


def register() -> None:
    """Connect the agency to Pelican; it has to stand first in PLUGINS."""
    signals.initialized.connect(publication.load)
    signals.all_generators_finalized.connect(publication.offer_agency)
