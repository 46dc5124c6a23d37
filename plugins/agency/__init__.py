"""Who publishes: `agency.yaml` as the setting AGENCY."""

from pelican import signals

from plugins.agency import publication


def register() -> None:
    """Connect the agency to Pelican; it has to come first in PLUGINS."""
    signals.initialized.connect(publication.load)
