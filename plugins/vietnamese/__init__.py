"""Dates and numbers as Vietnamese readers write them, as template filters."""

from typing import Any

from pelican import signals

from plugins.vietnamese.writing import FILTERS


def register() -> None:
    """Connect the filters to Pelican."""
    signals.initialized.connect(_add_filters)


def _add_filters(pelican: Any) -> None:
    pelican.settings["JINJA_FILTERS"] = {**pelican.settings["JINJA_FILTERS"], **FILTERS}
