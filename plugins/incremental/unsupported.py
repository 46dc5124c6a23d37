"""Reject settings, plugins and contents whose dependencies the engine cannot track."""

from __future__ import annotations

from typing import Any

from pelican.plugins import signals

WAY_OUT = "or build without the engine: INCREMENTAL = False."


class UnsupportedError(Exception):
    """A setting, a link or a plugin that incremental builds do not support."""


class PageRejectedError(Exception):
    """A page that must not be published; a template's filter raises it with the reason.

    The engine renders the other pages and then raises one error with the reasons of all (`reasons`, sorted).
    """

    def __init__(self, *reasons: Any) -> None:
        self.reasons = tuple(sorted(reasons, key=str))
        super().__init__(*self.reasons)

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


def check_settings(settings: Any) -> None:
    """Raise UnsupportedError for settings that make pages depend on anything but content, templates, settings and moment."""
    if settings["OUTPUT_SOURCES"]:
        raise UnsupportedError(
            f"OUTPUT_SOURCES copies every source at every build: set it to False, {WAY_OUT}"
        )
    if settings.get("DEFAULT_DATE") == "fs":
        raise UnsupportedError(
            f"DEFAULT_DATE = 'fs' dates articles by their files, which a fresh copy changes: give each its date, {WAY_OUT}"
        )


def check_plugins() -> None:
    """Raise UnsupportedError for plugins that receive signals of Pelican's own writer."""
    for name in ("content_written", "feed_written", "get_writer"):
        for receiver in getattr(signals, name).receivers_for(None):
            raise UnsupportedError(
                f"The plugin {receiver.__module__} uses Pelican's signal {name}, which the engine does not send: "
                f"remove it, {WAY_OUT}"
            )
