"""The visitor counter: counting core, store, service, widget, and the list of published addresses."""


def register() -> None:
    """Connect the list of published addresses to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the service imports this package and needs no Pelican

    from plugins.visitor_counter import publication  # noqa: PLC0415

    signals.get_generators.connect(publication.generators)
