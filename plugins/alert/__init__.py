"""Alerts: one sentence at the top of every page within seconds, without a build, until a given time."""


def register() -> None:
    """Connect the style sheet of the alert and the setting ALERT_FETCH to Pelican."""
    from pelican import signals  # noqa: PLC0415 - `invoke alert` imports this package without Pelican

    from plugins.alert import publication  # noqa: PLC0415

    signals.initialized.connect(publication.set_settings)
    signals.get_generators.connect(publication.AlertGenerator.offer)
