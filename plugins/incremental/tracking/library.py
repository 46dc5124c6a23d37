"""The contents of this build: columns of all contents in memory, objects created from the ledger on access."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from plugins.incremental.errors import render_errors
from plugins.incremental.sources.parse import SHARED, Columns
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import BODY, Freezer, TrackedContent
from plugins.incremental.tracking.context import TrackedDict
from plugins.incremental.tracking.lists import ArticleList, attribute
from plugins.incremental.tracking.ordering import TOUCH

KEPT = 4096  # contents kept in memory while rendering; the context's own are always kept


class Library:
    """Finds contents by id and by path."""

    def __init__(
        self, ledger: Ledger, freezer: Freezer, extra: tuple[str, ...], streamed: tuple[str, ...] = ()
    ) -> None:
        self.ledger = ledger
        self._freezer = freezer
        self._extra = {name: place for place, name in enumerate(extra)}
        self._streamed = {name: place for place, name in enumerate(streamed)}
        self.columns: dict[int, Columns] = {}
        self.paths: dict[int, str] = {}
        self.numbers: dict[str, int] = {}
        self.kinds: dict[int, str] = {}
        self.lists: dict[str, ArticleList] = {}
        self.touched: dict[int, TrackedContent] = {}
        self._as_touched: dict[int, bytes] = {}
        self._passing: dict[int, TrackedContent] = {}
        self.keep_all = True  # until rendering starts: generators may keep references
        self.links_known = False  # until the context is generated: plugins may change contents
        # Translations of pages: Pelican does not resolve links in their metadata.
        self.unlinked: frozenset[int] = frozenset()
        self._unresolved: list[TrackedContent] = []

    def load(self) -> None:
        """Load the columns of all contents."""
        unpack, make = marshal.loads, Columns._make
        shared: dict[Any, Any] = {}  # share equal values between contents
        once = shared.setdefault
        rows = self.ledger.connection.execute(
            "SELECT number, path, kind, columns FROM source WHERE kind NOT LIKE 'SkipStub%'"
        )
        for number, path, kind, packed in rows:
            self.paths[number] = path
            self.kinds[number] = kind
            fields = unpack(packed)
            self.columns[number] = make((*map(once, fields[:SHARED], fields[:SHARED]), *fields[SHARED:]))
        self.numbers = {path: number for number, path in self.paths.items()}

    def content(self, number: int) -> Any:
        """Return a content by id; always the same object while the context is generated."""
        content = self.touched.get(number) or self._passing.get(number)
        if content is None:
            content = self.pristine(number)
            if self.keep_all:
                self.touched[number] = content
            else:
                if len(self._passing) >= KEPT:
                    self._passing.clear()
                self._passing[number] = content
            if self.links_known:
                self._resolve_links(content)
            else:
                self._as_touched[number] = self._freezer.freeze(content)
        return content

    def resolve_links(self) -> None:
        """Resolve links in metadata, once all contents are loaded."""
        self.links_known = True
        for content in list(self.touched.values()):
            self._resolve_links(content)

    def _resolve_links(self, content: TrackedContent) -> None:
        """Resolve the links of one content, then of contents this has loaded; iterative, since chains may be long."""
        self._unresolved.append(content)
        if len(self._unresolved) > 1:
            return
        try:
            for found in self._unresolved:  # grows meanwhile
                if found.ledger_number not in self.unlinked:
                    with render_errors(self.paths[found.ledger_number]):
                        found.resolve_links_in_metadata()
        finally:
            self._unresolved.clear()

    def changed_since_touched(self) -> Iterator[tuple[int, TrackedContent]]:
        """Yield the contents that may have been changed since they were created."""
        for number, content in self.touched.items():
            if BODY in vars(content) or self._frozen(content) != self._as_touched[number]:
                yield number, content

    def _frozen(self, content: TrackedContent) -> bytes:
        try:
            return self._freezer.freeze(content)
        except Exception:  # noqa: BLE001 - a plugin has attached a value that cannot be pickled: compared by digest
            return b""

    def pristine(self, number: int) -> TrackedContent:
        """Return a new object as stored in the ledger."""
        row = self.ledger.connection.execute(
            "SELECT facts FROM source WHERE number = ?", (number,)
        ).fetchone()
        return self._freezer.thaw(number, self.ledger.blob(row[0]), self.body)

    def body(self, number: int) -> str:
        """Return the body of a content, its links not yet resolved."""
        row = self.ledger.connection.execute("SELECT body FROM source WHERE number = ?", (number,)).fetchone()
        return self.ledger.blob(row[0]).decode("utf-8", "surrogatepass")

    def column(self, number: int, name: str) -> Any:
        """Return an attribute of a content, without creating the object if it is one of INCREMENTAL_COLUMNS."""
        place = self._extra.get(name)
        if place is None or number in self.touched:  # a plugin may have changed it
            return attribute(self.content(number), name)
        value = self.columns[number].extra[place]
        return attribute(self.content(number), name) if value == TOUCH else value

    def list_value(self, key: str) -> str:
        """Return the current result of an operation of a list, given as `name/operation`. Raises KeyError."""
        name, _, operation = key.rpartition("/")
        return self.lists[name].current_value(operation)

    def is_streamed(self, name: str) -> bool:
        """Tell whether a fact is one of INCREMENTAL_STREAMED."""
        return name in self._streamed

    def all_of(self, name: str) -> Iterator[tuple[int, Any]]:
        """Yield number and one fact of every content; those in INCREMENTAL_STREAMED come straight from the ledger."""
        place = self._streamed.get(name)
        if place is None:
            yield from ((number, self.column(number, name)) for number in self.columns)
            return
        unpack = marshal.loads
        rows = self.ledger.connection.execute(
            "SELECT number, streamed FROM source WHERE kind NOT LIKE 'SkipStub%'"
        )
        for number, packed in rows:
            value = TOUCH if number in self.touched else unpack(packed)[place]
            yield number, attribute(self.content(number), name) if value == TOUCH else value


class Catalogue(MutableMapping[str, Any]):
    """Pelican's `generated_content`: contents by path. Lookups are recorded, including unsuccessful ones.

    Objects are created on access; objects added by plugins are kept as they are.
    """

    digest_name = "contents by path"

    def __init__(self, library: Library) -> None:
        self._library = library
        self._added: dict[str, Any] = {}
        self.rejected: dict[str, Exception] = {}

    def in_use(self) -> list[Any]:
        """Return the contents whose objects were created in this build."""
        return [self._library.content(number) for number in sorted(self._library.touched)]

    def add_failed(self, failed: Mapping[str, str | Exception]) -> None:
        """Add sources that could not be parsed, as None like Pelican, with the exceptions that plugins report."""
        self.rejected |= {path: error for path, error in failed.items() if isinstance(error, Exception)}
        self._added |= dict.fromkeys(failed)

    def current_value(self, path: str) -> Any:
        """Return what is compared for a lookup of `path`; for an empty path, all paths."""
        if not path:
            return "\n".join([*sorted(self._library.numbers), "", *sorted(self._added)])
        return "other" if path in self._added else self._library.numbers.get(path)

    def _record(self, path: str) -> None:
        if tracker.current is not None:
            tracker.current.record_value(f"path/{path}", self.current_value(path))

    def __getitem__(self, path: str) -> Any:
        self._record(path)
        if path in self._added:
            return self._added[path]
        return self._library.content(self._library.numbers[path])

    def __setitem__(self, path: str, content: Any) -> None:
        self._added[path] = content

    def __delitem__(self, path: str) -> None:
        del self._added[path]

    def __contains__(self, path: object) -> bool:
        self._record(str(path))
        return path in self._added or path in self._library.numbers

    def __len__(self) -> int:
        self._record("")
        return len(self._library.numbers.keys() | self._added.keys())

    def __iter__(self) -> Iterator[str]:
        self._record("")
        yield from (path for path in self._library.numbers if path not in self._added)
        yield from self._added

    def column(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield path and one cheap fact for every content; None stands for a file that could not be used."""
        for number, value in self._library.all_of(name):
            yield self._library.paths[number], value
        for path, content in self._added.items():
            yield path, None if content is None else attribute(content, name)


def content_column(contents: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Yield path and one attribute for every entry of `generated_content`; None for a file that could not be used."""
    if isinstance(contents, Catalogue):
        yield from contents.column(name)
        return
    for path, content in contents.items():
        yield path, None if content is None else attribute(content, name)


def contents_in_use(contents: Mapping[str, Any]) -> list[Any]:
    """Return the contents of `generated_content` that a plugin may have changed in this build: all, with stock Pelican.

    A plugin that keeps a value computed from a content (see `keep_columns`) computes it again for these.
    """
    if isinstance(contents, Catalogue):
        return contents.in_use()
    return [content for content in contents.values() if content is not None]


class StaticCatalogue(TrackedDict):
    """Pelican's `static_content`: files by path. Lookups are recorded, including unsuccessful ones."""

    digest_name = "static files"
    prefix = "static"

    def current_value(self, path: str) -> Any:
        """Return what is compared for a lookup of `path`: the file's URL and its attribute `says`, which plugins may set.

        For an empty path, all URLs.
        """
        if not path:
            return "\n".join(f"{name} {found.url}" for name, found in dict.items(self))
        found = dict.get(self, path)
        return None if found is None else f"{found.url} {getattr(found, 'says', '')}"

    def record_all(self) -> None:
        """Record a read of all paths and URLs."""
        self.record("")
