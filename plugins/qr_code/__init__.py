"""The address of a page as a QR code, for its printed sheet."""

from pelican import signals

from plugins.qr_code import publication


def register() -> None:
    """Connect the filter to Pelican."""
    signals.initialized.connect(publication.add_filter)
