"""Building the site in one call; and, where Pelican itself is called, errors shown without a traceback."""

from __future__ import annotations

import logging
from typing import Any


def register() -> None:
    """Set where the ledger is kept; let Pelican's log show errors in the content as the contract words them."""
    from pelican import signals  # noqa: PLC0415 - imported by the verbs, most of which need no Pelican

    from plugins.building.refusals import without_traceback  # noqa: PLC0415

    logging.getLogger("pelican").addFilter(without_traceback)
    signals.initialized.connect(_set_ledger)


def _set_ledger(pelican: Any) -> None:
    from plugins.building.places import STATE  # noqa: PLC0415
    from plugins.settings.defaults import set_defaults  # noqa: PLC0415

    set_defaults(pelican.settings, {"INCREMENTAL_LEDGER": str(STATE / "ledger")})
