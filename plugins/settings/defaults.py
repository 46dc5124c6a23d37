"""Set Pelican's settings from a plugin without overriding the operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelican.settings import DEFAULT_CONFIG

from plugins.errors.issue import UserError


def set_defaults(settings: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Set each of the settings that the operator has not set.

    A setting counts as set by the operator if it differs from Pelican's own default. `settings` are Pelican's.
    """
    for name, value in values.items():
        if settings.get(name, DEFAULT_CONFIG.get(name)) == DEFAULT_CONFIG.get(name):
            settings[name] = value


def require_setting(settings: Mapping[str, Any], name: str, plugin: str, *, needed_by: str) -> None:
    """Raise UserError unless another plugin has set a setting, e.g. AGENCY of `plugins.agency`."""
    if name not in settings:
        raise UserError(f"PLUGINS: {plugin} has to come before {needed_by}.")
