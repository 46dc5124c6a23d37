"""One style sheet and one script, joined from the components of the theme and of the packages."""

from pelican import signals

from plugins.assets import publication


def register() -> None:
    """Connect the joined style sheet and script to Pelican."""
    signals.initialized.connect(publication.set_theme_settings)
    signals.initialized.connect(publication.join)
    signals.get_generators.connect(publication.AssetsGenerator.offer)
