"""Who publishes: `agency.yaml` as the setting AGENCY."""


def register() -> None:
    """Connect the agency to Pelican; it has to come first in PLUGINS."""
    from pelican import signals  # noqa: PLC0415 - a rollback reads the agency without Pelican

    from plugins.agency import publication  # noqa: PLC0415

    signals.initialized.connect(publication.load)
