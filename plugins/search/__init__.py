"""Search: a page, a box on every page, an index that follows the release, and the service that answers."""


def register() -> None:
    """Connect the search page and its lists of titles to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the service imports this package without Pelican

    from plugins.search import publication  # noqa: PLC0415

    signals.get_generators.connect(publication.SearchGenerator.offer)
    signals.all_generators_finalized.connect(publication.list_titles)
