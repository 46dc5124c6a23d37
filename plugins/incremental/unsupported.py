"""What cannot be made honest is refused, with the reason and the way out."""

from __future__ import annotations

from typing import Any

from pelican.plugins import signals

WAY_OUT = "or build without the engine: INCREMENTAL = False."


class UnsupportedError(Exception):
    """A setting, a link or a plugin with which incremental builds cannot be made honest."""


class PageRejectedError(Exception):
    """A page that must not be published as it is; a template's filter raises it with the reason.

    The engine renders on, and raises one with the reasons of all such pages (`reasons`, sorted by their text).
    """

    def __init__(self, *reasons: Any) -> None:
        self.reasons = tuple(sorted(reasons, key=str))
        super().__init__(*self.reasons)

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


def refuse(settings: Any) -> None:
    """Raise UnsupportedError for settings that make pages depend on more than content, templates, settings and moment."""
    if settings["OUTPUT_SOURCES"]:
        raise UnsupportedError(
            f"OUTPUT_SOURCES copies every source at every build: set it to False, {WAY_OUT}"
        )
    if settings.get("DEFAULT_DATE") == "fs":
        raise UnsupportedError(
            f"DEFAULT_DATE = 'fs' dates articles by their files, which a fresh copy changes: give each its date, {WAY_OUT}"
        )


def refuse_plugins() -> None:
    """Raise UnsupportedError for plugins that work on files as Pelican's own writer writes them, one by one."""
    for name in ("content_written", "feed_written", "get_writer"):
        for receiver in getattr(signals, name).receivers_for(None):
            raise UnsupportedError(
                f"The plugin {receiver.__module__} waits for Pelican's signal {name}, which the engine does not send: "
                f"take it out, {WAY_OUT}"
            )


def refuse_content(reason: str) -> None:
    """Raise UnsupportedError for a content that the ledger cannot hold."""
    raise UnsupportedError(f"{reason}, {WAY_OUT}")


def refuse_foreign_content(title: str) -> None:
    """Raise UnsupportedError for a content in a generator's list that was not read from a file."""
    raise UnsupportedError(
        f"A plugin has put “{title}” into a list, which was not read from a file, so that nobody can tell when it changes: "
        f"take the plugin out, {WAY_OUT}"
    )
