"""What one output reads while it is rendered: articles by attribute, everything else by key and digest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from plugins.incremental.tracking.digest import Undigestable
from plugins.incremental.tracking.immutable import digest_once

ALWAYS = "always"  # the key of a reading that never stays the same
EVERYTHING = "*"  # the attribute that stands for all of an article


@dataclass
class Recording:
    """The readings of one output; `settings` is Pelican's settings object."""

    settings: object
    articles: dict[int, set[str]] = field(default_factory=dict)
    values: dict[str, bytes] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def note_article(self, number: int, attribute: str) -> None:
        """Record that an attribute of an article was read, or asked for in vain."""
        known = self.articles.get(number)
        if known is None:
            self.articles[number] = {attribute}
        else:
            known.add(attribute)

    def note_value(self, key: str, value: Any) -> None:
        """Record a value under the key by which the next build can ask for it again."""
        if key not in self.values:
            with paused():
                try:
                    self.values[key] = digest_once(value, self.settings)
                except Undigestable as error:
                    self.values[ALWAYS] = b""
                    self.unknown.add(f"{key} ({error})")

    def note_again(self, other: Recording) -> None:
        """Record all that another one has."""
        for number, names in other.articles.items():
            self.articles.setdefault(number, set()).update(names)
        self.values.update(other.values)
        self.unknown |= other.unknown
        self.files |= other.files

    def note_digest(self, key: str, value: bytes) -> None:
        """Record a reading whose digest is already known."""
        self.values[key] = value


class KeyRecording(Recording):
    """Records only which settings are read while a source is parsed: the parent process compares their values."""

    def note_value(self, key: str, value: Any) -> None:  # noqa: ARG002 - the value is compared elsewhere
        """Record the key."""
        self.values[key] = b""


current: Recording | None = None


@contextmanager
def recorded(recording: Recording | None) -> Iterator[Recording | None]:
    """Let everything that is read go into `recording`; None for nowhere."""
    global current  # noqa: PLW0603 - one rendering at a time in a process, and every attribute access asks for it
    before, current = current, recording
    try:
        yield recording
    finally:
        current = before


def paused() -> Any:
    """Read without recording: for the engine's own looks at a value."""
    return recorded(None)
