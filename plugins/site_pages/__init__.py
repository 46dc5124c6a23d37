"""Which pages the site has, the menu that leads to them, and what leads the home page."""

from typing import Any

from pelican import signals

from plugins.site_pages import publication


def register() -> None:
    """Offer the menu and the leading articles to templates."""
    signals.initialized.connect(publication.add_filters)
    signals.initialized.connect(publication.keep_leading)
    signals.article_generator_finalized.connect(publication.offer_leading)
    signals.initialized.connect(_offer_last)


def _offer_last(_pelican: Any) -> None:
    # Receivers are called in the order of their connection. Connect after all plugins, so that a build that the contract
    # rejects logs nothing about the menu.
    signals.all_generators_finalized.connect(publication.offer_menu)
