"""Attributes of articles that lists read without creating the articles."""

from __future__ import annotations

from typing import Any


def keep_columns(settings: Any, *names: str, streamed: bool = False) -> None:
    """Let a list read attributes of all articles without creating the articles, e.g. `"department.slug"`.

    Called by plugins at the signal `initialized`. The attributes are kept in memory, or with `streamed` read from the
    ledger one after the other. The operator's INCREMENTAL_COLUMNS and INCREMENTAL_STREAMED take the place of all.
    """
    kept = settings.setdefault("_INCREMENTAL_STREAMED" if streamed else "_INCREMENTAL_COLUMNS", [])
    kept += [name for name in names if name not in kept]


def columns(settings: Any) -> tuple[str, ...]:
    """Return the attributes that are kept in memory: those of the setting INCREMENTAL_COLUMNS, or those of the plugins."""
    return tuple(settings.get("INCREMENTAL_COLUMNS", settings.get("_INCREMENTAL_COLUMNS", ())))


def streamed(settings: Any) -> tuple[str, ...]:
    """Return the attributes that are read one after the other: INCREMENTAL_STREAMED, or those of the plugins."""
    return tuple(settings.get("INCREMENTAL_STREAMED", settings.get("_INCREMENTAL_STREAMED", ())))
