"""Files at well-known URLs: robots.txt, security.txt, the web application manifest."""

from pelican import signals

from plugins.well_known import publication


def register() -> None:
    """Connect the generator to Pelican."""
    signals.get_generators.connect(publication.WellKnownGenerator.offer)
