"""The visitor counter: counting rules, stores, service, widget, and the list of published pages."""


def register() -> None:
    """Connect the list of published pages to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the service imports this package without Pelican

    from plugins.visitor_counter import publication  # noqa: PLC0415

    signals.get_generators.connect(publication.generators)
