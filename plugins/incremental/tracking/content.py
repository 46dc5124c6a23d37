"""Articles and pages loaded from the ledger: Pelican's own classes that record which attributes are read."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

from plugins.incremental.tracking import tracker

BODY = "_content"
CARRIED = frozenset({"settings", "_context", BODY})  # not facts of the content itself
BY_VALUE = frozenset({"url", "save_as"})  # computed attributes that are compared by value
ENGINES_OWN = frozenset({"ledger_number", "fetch_body", "frozen_addresses", "shown_addresses", "link_reads"})
NOT_FACTS = CARRIED | ENGINES_OWN


MARKUP = re.compile(r"<[^>]+=")  # an element with an attribute, possibly a link
_siteurl: str | None = None


@contextmanager
def links_from(siteurl: str | None) -> Iterator[None]:
    """Resolve links in contents relative to `siteurl` instead of the shared context's; None changes nothing."""
    global _siteurl  # noqa: PLW0603 - a process renders one page at a time, and contents know only the context
    before, _siteurl = _siteurl, siteurl
    try:
        yield
    finally:
        _siteurl = before


def current_siteurl() -> str | None:
    """Return what links in contents are relative to, None for the shared context's."""
    return _siteurl


class TrackedContent(Content):
    """A Pelican content object that records which of its attributes the page being rendered reads.

    `ledger_number` is its id in the ledger. The body is loaded when it is first read.
    """

    ledger_number: int
    fetch_body: Callable[[int], str]
    frozen_addresses: dict[str, str]  # url and save_as as of parsing
    shown_addresses: dict[str, str]  # the same, once a page being rendered has read them

    link_reads: tracker.Tracker | None = None  # reads of link targets in the metadata

    def __init__(self) -> None:
        """Do nothing; `thaw` fills the object."""

    def __getattribute__(self, name: str) -> Any:
        current = tracker.current
        if current is None or name in UNTRACKED:
            return object.__getattribute__(self, name)
        behind = object.__getattribute__(self, "link_reads")
        if behind is not None:
            current.merge(behind)
        if name in BY_VALUE:
            current.record_attribute(object.__getattribute__(self, "ledger_number"), name)
            shown: dict[str, str] = object.__getattribute__(self, "shown_addresses")
            if name not in shown:
                with tracker.paused():
                    shown[name] = object.__getattribute__(self, name)
            return shown[name]
        if name == "__dict__":
            current.record_attribute(object.__getattribute__(self, "ledger_number"), tracker.ALL_ATTRIBUTES)
            return self._pelican_state()
        if name not in CLASS_ATTRIBUTES:
            current.record_attribute(object.__getattribute__(self, "ledger_number"), name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        if name == BODY:
            return self.fetch_body(self.ledger_number)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TrackedContent) and other.ledger_number == self.ledger_number

    def __hash__(self) -> int:
        return hash(self.ledger_number)

    def _pelican_state(self) -> dict[str, Any]:
        state: dict[str, Any] = object.__getattribute__(self, "__dict__")
        return {name: value for name, value in state.items() if name not in ENGINES_OWN} | {
            BODY: object.__getattribute__(self, BODY)
            if BODY in state
            else self.fetch_body(self.ledger_number)
        }

    @property
    def digest_name(self) -> str:
        """The name that represents this object in digests."""
        return f"content {self.ledger_number}"

    def resolve_links_in_metadata(self) -> None:
        """Resolve links in the metadata, as Pelican does once all contents are loaded."""
        reads = tracker.Tracker()
        with tracker.tracking_reads(reads), links_from(None):
            texts = [self.metadata.get(name) for name in self.settings["FORMATTED_FIELDS"]]
            linking = any(isinstance(text, str) and MARKUP.search(text) for text in texts)
            self.refresh_metadata_intersite_links()
        reads.articles.pop(self.ledger_number, None)
        if linking:
            self.link_reads = reads

    def get_siteurl(self) -> str:
        """Return the prefix of links in the text; with RELATIVE_URLS it differs for each page."""
        return super().get_siteurl() if _siteurl is None else _siteurl

    def get_content(self, siteurl: str) -> str:
        """Return the body with its links resolved. Not cached: Pelican's cache would hold every body in memory."""
        own: Any = Content.__dict__["get_content"]
        text: str = own.func(self, siteurl)
        return text

    def get_summary(self, siteurl: str) -> str:
        """Return the summary. Not cached, like the content."""
        own: Any = Content.__dict__["get_summary"]
        text: str = own.func(self, siteurl)
        return text


UNTRACKED = ENGINES_OWN | {"settings", "_context", "digest_name", "__class__", "__eq__", "__hash__"}
KINDS: dict[str, type[TrackedContent]] = {}
CLASS_ATTRIBUTES: set[str] = set()


def track_class(content_class: type[Content]) -> None:
    """Make the tracked class for the contents of a generator. Pelican derives names of settings from its name."""
    name = content_class.__name__
    if name not in KINDS or content_class not in KINDS[name].__mro__:
        KINDS[name] = type(name, (TrackedContent, content_class), {})
        CLASS_ATTRIBUTES.update(dir(KINDS[name]))


class Freezer:
    """Pickles the attributes of content objects; settings and context are not part of it."""

    def __init__(self, settings: object, context: object) -> None:
        self._outside = outside = {"settings": settings, "context": context}
        names = {id(value): name for name, value in outside.items()}

        class Pickler(pickle.Pickler):
            def persistent_id(self, value: object) -> object:
                if isinstance(value, TrackedContent):
                    return value.ledger_number
                return names.get(id(value))

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, name: str) -> object:
                return outside[name]

        self._pickler, self._unpickler = Pickler, Unpickler

    def freeze(self, content: Content) -> bytes:
        """Pickle the attributes of a content object, without its body."""
        addresses = {name: getattr(content, name) for name in BY_VALUE}
        for value in vars(content).values():
            for term in value if type(value) is list else (value,):
                if isinstance(
                    term, URLWrapper
                ):  # as after a read of its URL: or a content that a plugin has only
                    term.as_dict()  # looked at would seem to be changed
        buffer = io.BytesIO()
        self._pickler(buffer, protocol=5).dump((type(content).__name__, facts_of(content), addresses))
        return buffer.getvalue()

    def thaw(self, number: int, frozen: bytes, fetch_body: Callable[[int], str]) -> TrackedContent:
        """Return the content object for pickled facts."""
        kind, facts, addresses = self._unpickler(io.BytesIO(frozen)).load()
        content = KINDS[kind]()
        state: dict[str, Any] = object.__getattribute__(content, "__dict__")
        state.update(facts)
        state.update(
            settings=self._outside["settings"],
            _context=self._outside["context"],
            ledger_number=number,
            fetch_body=fetch_body,
            frozen_addresses=addresses,
            shown_addresses={},
        )
        return content


def facts_of(content: Content) -> dict[str, Any]:
    """Return the attributes of a content object, without its body."""
    return {name: value for name, value in vars(content).items() if name not in NOT_FACTS}
