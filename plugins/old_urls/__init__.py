"""Old URLs of texts: a small page at each that leads to the new one, and redirects for nginx."""

from pelican import signals

from plugins.old_urls import publication


def register() -> None:
    """Connect the generator to Pelican."""
    signals.initialized.connect(publication.keep_old_urls)
    signals.get_generators.connect(publication.OldUrlsGenerator.offer)
