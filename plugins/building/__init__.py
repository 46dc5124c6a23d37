"""Building the site in one call; and, where Pelican itself is called, refusals said as they are meant."""

import logging

from plugins.building.refusals import without_traceback


def register() -> None:
    """Let Pelican's log tell a refusal to people: its own way is a traceback, which says nothing to an editor."""
    logging.getLogger("pelican").addFilter(without_traceback)
