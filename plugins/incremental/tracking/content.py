"""Articles and pages as they come out of the ledger: Pelican's own classes, noting what is read of them."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pelican.contents import Article, Content, Page

from plugins.incremental.tracking import tracker

BODY = "_content"
CARRIED = frozenset({"settings", "_context", BODY})  # not facts of the article itself
BY_VALUE = frozenset(
    {"url", "save_as"}
)  # computed, but compared as what they say and not as what they are made of
ENGINES_OWN = frozenset({"ledger_number", "fetch_body", "frozen_addresses", "link_readings"})
NOT_FACTS = CARRIED | ENGINES_OWN


MARKUP = re.compile(r"<[^>]+=")  # an element with an attribute: what can be a link
_siteurl: str | None = None


@contextmanager
def links_from(siteurl: str | None) -> Iterator[None]:
    """Let links in contents begin with an address, and not with that of the shared context; None changes nothing."""
    global _siteurl  # noqa: PLW0603 - one page at a time is rendered in a process, and contents know only the context
    before, _siteurl = _siteurl, siteurl
    try:
        yield
    finally:
        _siteurl = before


class RecordedContent(Content):
    """A Pelican content object whose attributes are noted when a page that is being rendered reads them.

    `ledger_number` is its number in the ledger. The body is fetched when it is asked for.
    """

    ledger_number: int
    fetch_body: Callable[[int], str]
    frozen_addresses: dict[str, str]  # url and save_as as they were when the content was read

    link_readings: tracker.Recording | None = None  # of the targets of links in the metadata

    def __init__(self) -> None:
        """Do nothing; `thaw` fills the object."""

    def __getattribute__(self, name: str) -> Any:
        current = tracker.current
        if current is None or name in UNNOTED:
            return object.__getattribute__(self, name)
        behind = object.__getattribute__(self, "link_readings")
        if behind is not None:
            current.note_again(behind)
        if name in BY_VALUE:
            current.note_article(object.__getattribute__(self, "ledger_number"), name)
            with tracker.paused():
                return object.__getattribute__(self, name)
        if name == "__dict__":
            current.note_article(object.__getattribute__(self, "ledger_number"), tracker.EVERYTHING)
            return self._as_pelican_has_it()
        if name not in CLASS_ATTRIBUTES:
            current.note_article(object.__getattribute__(self, "ledger_number"), name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        if name == BODY:
            return self.fetch_body(self.ledger_number)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordedContent) and other.ledger_number == self.ledger_number

    def __hash__(self) -> int:
        return hash(self.ledger_number)

    def _as_pelican_has_it(self) -> dict[str, Any]:
        state: dict[str, Any] = object.__getattribute__(self, "__dict__")
        return {name: value for name, value in state.items() if name not in ENGINES_OWN} | {
            BODY: object.__getattribute__(self, BODY)
            if BODY in state
            else self.fetch_body(self.ledger_number)
        }

    @property
    def digest_name(self) -> str:
        """What stands for the object where it is part of a compared value."""
        return f"content {self.ledger_number}"

    def resolve_links_in_metadata(self) -> None:
        """Let links in the metadata lead to their targets, as Pelican does once all contents are known."""
        readings = tracker.Recording(self.settings)
        with tracker.recorded(readings), links_from(None):
            texts = [self.metadata.get(name) for name in self.settings["FORMATTED_FIELDS"]]
            linking = any(isinstance(text, str) and MARKUP.search(text) for text in texts)
            self.refresh_metadata_intersite_links()
        readings.articles.pop(self.ledger_number, None)
        if linking:
            self.link_readings = readings

    def get_siteurl(self) -> str:
        """Return what links in the text begin with: with RELATIVE_URLS another address for each page."""
        return super().get_siteurl() if _siteurl is None else _siteurl

    def get_content(self, siteurl: str) -> str:
        """Return the body with its links resolved; Pelican's own keeps every result for the life of the process."""
        own: Any = Content.__dict__["get_content"]
        text: str = own.func(self, siteurl)
        return text

    def get_summary(self, siteurl: str) -> str:
        """Return the summary, computed anew each time like the content."""
        own: Any = Content.__dict__["get_summary"]
        text: str = own.func(self, siteurl)
        return text


class RecordedArticle(RecordedContent, Article):
    """An article out of the ledger."""


class RecordedPage(RecordedContent, Page):
    """A standing page out of the ledger."""


RecordedArticle.__name__ = "Article"  # Pelican makes the names of settings from it: ARTICLE_URL, PAGE_SAVE_AS
RecordedPage.__name__ = "Page"
CLASS_ATTRIBUTES = frozenset(dir(RecordedArticle)) | frozenset(dir(RecordedPage))
UNNOTED = frozenset(
    {
        "settings",
        "_context",
        "ledger_number",
        "fetch_body",
        "frozen_addresses",
        "link_readings",
        "digest_name",
        "__class__",
        "__eq__",
        "__hash__",
    }
)
KINDS: dict[str, type[RecordedContent]] = {"Article": RecordedArticle, "Page": RecordedPage}


class Freezer:
    """Turns the facts of content objects into bytes and back; settings and context stay outside."""

    def __init__(self, settings: object, context: object) -> None:
        self._outside = {"settings": settings, "context": context}
        names = {id(value): name for name, value in self._outside.items()}

        class Pickler(pickle.Pickler):
            def persistent_id(self, value: object) -> object:
                if isinstance(value, RecordedContent):
                    return value.ledger_number
                return names.get(id(value))

        self._pickler = Pickler

    def freeze(self, content: Content) -> bytes:
        """Return the facts of an object that Pelican has made, without its body."""
        facts = {name: value for name, value in vars(content).items() if name not in NOT_FACTS}
        addresses = {name: getattr(content, name) for name in BY_VALUE}
        buffer = io.BytesIO()
        self._pickler(buffer, protocol=5).dump((type(content).__name__, facts, addresses))
        return buffer.getvalue()

    def thaw(self, number: int, frozen: bytes, fetch_body: Callable[[int], str]) -> RecordedContent:
        """Return the object that the facts describe."""
        unpickler = pickle.Unpickler(io.BytesIO(frozen))  # noqa: S301 - the ledger is this machine's own file
        unpickler.persistent_load = self._outside.__getitem__  # type: ignore[method-assign] # the documented way
        kind, facts, addresses = unpickler.load()
        content = KINDS[kind]()
        state: dict[str, Any] = object.__getattribute__(content, "__dict__")
        state.update(facts)
        state.update(
            settings=self._outside["settings"],
            _context=self._outside["context"],
            ledger_number=number,
            fetch_body=fetch_body,
            frozen_addresses=addresses,
        )
        return content


def facts_of(content: RecordedContent) -> dict[str, Any]:
    """Return the attributes that are facts of the object, without its body."""
    return {name: value for name, value in vars(content).items() if name not in NOT_FACTS}
