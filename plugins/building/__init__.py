"""Build the site in one call; where Pelican itself is called, show errors without a traceback."""

from __future__ import annotations

import logging
from typing import Any


def register() -> None:
    """Set the path of the ledger, and let Pelican's log show errors for people as they are worded."""
    from pelican import signals  # noqa: PLC0415 - imported by the verbs, most of which need no Pelican

    from plugins.errors.messages import without_traceback  # noqa: PLC0415

    logging.getLogger("pelican").addFilter(without_traceback)
    signals.initialized.connect(_set_ledger)


def _set_ledger(pelican: Any) -> None:
    from plugins.building.places import STATE  # noqa: PLC0415
    from plugins.settings.defaults import set_defaults  # noqa: PLC0415

    set_defaults(pelican.settings, {"INCREMENTAL_LEDGER": str(STATE / "ledger")})
