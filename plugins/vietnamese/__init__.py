"""Dates and numbers as Vietnamese readers write them, as template filters."""

from typing import Any

from plugins.vietnamese.writing import FILTERS


def register() -> None:
    """Connect the filters to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the counter's service writes numbers too, and needs no Pelican

    signals.initialized.connect(_add_filters)


def _add_filters(pelican: Any) -> None:
    pelican.settings["JINJA_FILTERS"].update(FILTERS)
