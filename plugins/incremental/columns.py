"""Attributes of articles that lists read without creating the articles."""

from __future__ import annotations

from typing import Any

COLUMNS_OF_PLUGINS = "_INCREMENTAL_COLUMNS"
STREAMED_BY_PLUGINS = "_INCREMENTAL_STREAMED"


def columns(settings: Any) -> tuple[str, ...]:
    """Return the attributes that are kept in memory: those of the setting INCREMENTAL_COLUMNS, or those of the plugins."""
    return tuple(settings.get("INCREMENTAL_COLUMNS", settings.get(COLUMNS_OF_PLUGINS, ())))


def streamed(settings: Any) -> tuple[str, ...]:
    """Return the attributes that are read one after the other: INCREMENTAL_STREAMED, or those of the plugins."""
    return tuple(settings.get("INCREMENTAL_STREAMED", settings.get(STREAMED_BY_PLUGINS, ())))
