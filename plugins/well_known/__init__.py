"""Files at addresses that programs know: robots.txt, security.txt, the manifest."""

from pelican import signals

from plugins.well_known import publication


def register() -> None:
    """Connect the generator to Pelican."""
    signals.get_generators.connect(publication.generators)
