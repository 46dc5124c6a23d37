"""Results of imported macros by their arguments: menu, masthead and footer are equal on most pages.

An imported macro sees its arguments and Jinja's globals. Its result is used again for equal arguments, together with the
reads that it made: the page that uses it again depends on the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any

from markupsafe import Markup
from pelican.urlwrappers import URLWrapper

from plugins.incremental.tracking import content, tracker
from plugins.incremental.tracking.library import StaticCatalogue

PLAIN = (str, Markup, int, float, bool, type(None))  # equal values of different types give different HTML
LONGEST = 500  # characters of a text among the arguments: those of an article do not come again
MOST = 2000  # results of a macro, then they are discarded: an article comes again with articles published around it
TRIES, WORTH = 1000, 4  # a macro is left alone unless one call of WORTH is saved, counted after TRIES
FIRST_TRIES = 100  # … and if none of the first was


class _Unequal(Exception):  # noqa: N818 - not an error: the arguments cannot be compared
    """An argument that cannot be compared with that of another call."""


@dataclass
class Results:
    """What one macro has returned, with its reads, by its arguments.

    `held` keeps the macro itself, first, and the objects whose ids are part of a key, so that no other object gets their
    ids.
    """

    found: dict[object, tuple[str, tracker.Tracker]] = field(default_factory=dict)
    held: list[object] = field(default_factory=list)
    calls: int = 0
    saved: int = 0
    is_left_alone: bool = False  # its arguments do not come again

    def of(self, call: Callable[[], str], arguments: tuple[Any, ...], options: Mapping[str, Any]) -> str:
        """Return the result of a call, and record its reads for the page being rendered."""
        current = tracker.current
        if current is None or self.is_left_alone:
            return call()
        self.calls += 1
        if (self.calls >= FIRST_TRIES and not self.saved) or (
            self.calls >= TRIES and self.saved * WORTH < self.calls
        ):
            self.is_left_alone = True
            self.found.clear()
            del self.held[1:]
            return call()
        held: list[object] = []
        try:
            key = content.current_siteurl(), _key(arguments, held), _key(tuple(options.items()), held)
        except _Unequal:
            return call()
        if key in self.found:
            self.saved += 1
            text, reads = self.found[key]
        else:
            reads = tracker.Tracker()
            with tracker.tracking_reads(reads):
                text = call()
            if len(self.found) == MOST:
                self.found.clear()
                del self.held[1:]
            self.found[key] = text, reads
            self.held += held
        current.merge(reads)
        return text


def _key(value: Any, held: list[object]) -> object:
    kind = type(value)
    if kind in PLAIN:
        if kind in (str, Markup) and len(value) > LONGEST:
            raise _Unequal
        return value if kind is str else (kind, value)
    if kind in (list, tuple) and len(value) < LONGEST:
        return kind, *[_key(item, held) for item in value]
    if kind is dict and len(value) < LONGEST:
        return kind, *[(_key(name, held), _key(item, held)) for name, item in value.items()]
    if isinstance(value, content.TrackedContent):
        return "content", value.ledger_number
    # Terms and the files by path are shared by pages, and do not change while pages are rendered.
    if isinstance(value, (URLWrapper, StaticCatalogue)) or (
        is_dataclass(value) and kind.__dataclass_params__.frozen
    ):
        held.append(value)
        return "object", id(value)
    raise _Unequal
