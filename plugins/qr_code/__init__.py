"""The URL of an article as a QR code, for the printed page."""


def register() -> None:
    """Connect the QR codes to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the desk draws codes without Pelican

    from plugins.qr_code import publication  # noqa: PLC0415

    signals.article_generator_finalized.connect(publication.remember_articles)
    signals.get_generators.connect(publication.QrCodeGenerator.offer)
