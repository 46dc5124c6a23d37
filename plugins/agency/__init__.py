"""Who publishes: `agency.yaml` as a setting, as `agency` in templates, and the menu."""

from typing import Any

from pelican import signals

from plugins.agency import publication


def register() -> None:
    """Connect the agency to Pelican; it has to stand first in PLUGINS."""
    signals.initialized.connect(publication.load)
    signals.initialized.connect(_offer_last)


def _offer_last(_pelican: Any) -> None:
    # Receivers are called in the order of their connection. Connect after all plugins, so that a build that the contract
    # rejects logs nothing about the menu.
    signals.all_generators_finalized.connect(publication.offer_agency)
