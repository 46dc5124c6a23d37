"""Content types and checks: what texts must look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugins.contract.content_type import ContentType

    CONTENT_TYPES: tuple[ContentType, ...]


def register() -> None:
    """Connect the contract to Pelican; `plugins.agency` has to come before it in PLUGINS."""
    from plugins.contract import plugin  # noqa: PLC0415 - a rollback reads texts without Pelican

    plugin.connect()


def __getattr__(name: str) -> tuple[ContentType, ...]:
    if name != "CONTENT_TYPES":
        raise AttributeError(name)
    from plugins.contract.types import ARTICLE, PAGE  # noqa: PLC0415 - as above

    return ARTICLE, PAGE
