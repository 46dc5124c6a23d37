"""The script of the visual editor, made once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from plugins.building.places import STATE
from plugins.desk.visual.bundle import BUNDLES, Bundle
from plugins.errors.issue import UserError

BUNDLE = Bundle(STATE / BUNDLES)
EDITOR = "[data-visual] .ProseMirror"


@cache
def built_bundle() -> Path | None:
    """Return the script; None where npm cannot be reached."""
    try:
        BUNDLE.build()
    except UserError:
        return None
    return STATE / BUNDLES / BUNDLE.name
