"""The contents of this build: columns of all contents in memory, objects created from the ledger on access."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.incremental.errors import render_errors
from plugins.incremental.sources.parse import Columns
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.content import BODY, Freezer, TrackedContent
from plugins.incremental.tracking.digest import digest_of_text
from plugins.incremental.tracking.lists import ArticleList, attribute
from plugins.incremental.tracking.ordering import BY_DATE, TOUCH

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
            status, save_as, template, order, date, zone, group, terms, static, extra, override = unpack(
                packed
            )
            terms, extra = once(terms, terms), once(extra, extra)
            self.columns[number] = make(
                (
                    once(status, status),
                    save_as,
                    once(template, template),
                    BY_DATE if order == BY_DATE else order,
                    date,
                    once(zone, zone),
                    group,
                    terms,
                    static,
                    extra,
                    override,
                )
            )
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


class Catalogue(dict[str, Any]):
    """Pelican's `generated_content`: contents by path. Lookups are recorded, including unsuccessful ones.

    Objects are created on access; objects added by plugins are kept as they are.
    """

    digest_name = "contents by path"

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.rejected: dict[str, Exception] = {}

    def in_use(self) -> list[Any]:
        """Return the contents whose objects were created in this build."""
        return [self._library.content(number) for number in sorted(self._library.touched)]

    def add_failed(self, paths: Iterable[str], rejected: Mapping[str, Exception]) -> None:
        """Add sources that could not be parsed, as None like Pelican, with the exceptions that plugins report."""
        self.rejected |= rejected
        dict.update(self, dict.fromkeys([*paths, *rejected]))

    def current_digest(self, path: str) -> bytes:
        """Return the digest of a lookup of `path`; for an empty path, of all paths."""
        if not path:
            return digest_of_text("\n".join([*sorted(self._library.numbers), "", *sorted(dict.keys(self))]))
        if dict.__contains__(self, path):
            return b"other"
        return str(self._library.numbers.get(path, "")).encode()

    def _record(self, path: str) -> None:
        if tracker.current is not None:
            tracker.current.record_digest(f"path/{path}", self.current_digest(path))

    def get(self, path: str, default: Any = None) -> Any:
        """Return the content of a path."""
        self._record(path)
        if dict.__contains__(self, path):
            return dict.__getitem__(self, path)
        number = self._library.numbers.get(path)
        return default if number is None else self._library.content(number)

    def __getitem__(self, path: str) -> Any:
        self._record(path)
        if dict.__contains__(self, path):
            return dict.__getitem__(self, path)
        return self._library.content(self._library.numbers[path])

    def __contains__(self, path: object) -> bool:
        self._record(str(path))
        return dict.__contains__(self, path) or path in self._library.numbers

    def _record_all(self) -> None:
        if tracker.current is not None:
            tracker.current.record_digest("path/", self.current_digest(""))

    def __len__(self) -> int:
        self._record_all()
        return len(self._library.numbers) + dict.__len__(self)

    def __iter__(self) -> Iterator[str]:
        self._record_all()
        yield from self._library.numbers
        yield from dict.__iter__(self)

    def keys(self) -> Any:
        """Return all paths."""
        return list(self)

    def values(self) -> Any:
        """Return all contents, creating each object: prefer `column`."""
        return [self[path] for path in self]

    def items(self) -> Any:
        """Return all paths with their contents, creating each object: prefer `column`."""
        return [(path, self[path]) for path in self]

    def column(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield path and one cheap fact for every content; None stands for a file that could not be used."""
        for number, value in self._library.all_of(name):
            yield self._library.paths[number], value
        for path in dict.__iter__(self):
            content = dict.__getitem__(self, path)
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


class StaticCatalogue(dict[str, Any]):
    """Pelican's `static_content`: files by path. Lookups are recorded, including unsuccessful ones."""

    digest_name = "static files"

    def current_digest(self, path: str) -> bytes:
        """Return the digest of a lookup of `path`: the file's URL and its attribute `says`, which plugins may set.

        For an empty path, the digest of all URLs.
        """
        if not path:
            return digest_of_text("\n".join(f"{name} {found.url}" for name, found in dict.items(self)))
        found = dict.get(self, path)
        if found is None:
            return b""
        said = getattr(found, "says", "")
        return f"{found.url} {said}".encode() if said else str(found.url).encode()

    def _record(self, path: str) -> None:
        if tracker.current is not None:
            tracker.current.record_digest(f"static/{path}", self.current_digest(path))

    def get(self, path: str, default: Any = None) -> Any:
        """Return the file of a path."""
        self._record(path)
        return dict.get(self, path, default)

    def __getitem__(self, path: str) -> Any:
        self._record(path)
        return dict.__getitem__(self, path)

    def __contains__(self, path: object) -> bool:
        self._record(str(path))
        return dict.__contains__(self, path)

    def __len__(self) -> int:
        self._record("")
        return dict.__len__(self)

    def __iter__(self) -> Iterator[str]:
        self._record("")
        return dict.__iter__(self)

    def keys(self) -> Any:
        """Return all paths, recorded as read."""
        self._record("")
        return dict.keys(self)

    def values(self) -> Any:
        """Return all files, recorded as read."""
        self._record("")
        return dict.values(self)

    def items(self) -> Any:
        """Return all paths and files, recorded as read."""
        self._record("")
        return dict.items(self)
