"""The URL of an article as a QR code, for the printed page."""

from pelican import signals

from plugins.qr_code import publication


def register() -> None:
    """Connect the QR codes to Pelican."""
    signals.article_generator_finalized.connect(publication.remember_articles)
    signals.get_generators.connect(publication.QrCodeGenerator.offer)
