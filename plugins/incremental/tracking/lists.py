"""Lists of contents that hold ids and create the objects on access."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from functools import cached_property
from typing import Any, Protocol, overload

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.digest import digest_of_text
from plugins.incremental.unsupported import reject_foreign_content


class Library(Protocol):
    """Where a list finds its contents."""

    def content(self, number: int) -> Any:
        """Return a content by id."""

    def column(self, number: int, name: str) -> Any:
        """Return an attribute that is kept in a column."""

    def is_streamed(self, name: str) -> bool:
        """Tell whether an attribute is read from the ledger for all contents at once."""

    def all_of(self, name: str) -> Iterator[tuple[int, Any]]:
        """Yield id and one attribute of every content."""

    lists: dict[str, ArticleList]


class ArticleList(MutableSequence[Any]):
    """An ordered list of contents. Reads are recorded by operation: a slice, the length, the neighbours.

    The next build evaluates the operations of a list with a `name` again. A list without one is a slice whose read is
    already recorded.
    """

    def __init__(
        self, library: Library, numbers: Sequence[int] | Callable[[], list[int]], name: str = ""
    ) -> None:
        """Create a list from content ids, or from a function that returns them on first access."""
        self._library = library
        if callable(numbers):
            self._find = numbers
        else:
            self.numbers = list(numbers)
        self._fixed_name = f"list {name}" if name else ""
        self._name = name
        self._places: dict[int, int] | None = None
        if name:
            library.lists[name] = self

    @cached_property
    def numbers(self) -> list[int]:
        """The ids of the contents, in order."""
        return self._find()

    @property
    def digest_name(self) -> str:
        """The name that represents this list in digests."""
        return self._fixed_name or f"numbers {','.join(map(str, self.numbers))}"

    def _record(self, operation: str) -> None:
        if self._name and tracker.current is not None:
            tracker.current.record_digest(f"list/{self._name}/{operation}", self.current_digest(operation))

    def current_digest(self, operation: str) -> bytes:
        """Return the current digest of the result of an operation: `len`, `any`, `all`, `near:N` or a slice `A:B:C`."""
        if operation == "len":
            return str(len(self.numbers)).encode()
        if operation == "any":
            return str(bool(self.numbers)).encode()
        if operation.startswith("near:"):
            return repr(self._near(int(operation[5:]))).encode()
        if operation == "all":
            return digest_of_text(repr(list(self.numbers)))
        parts = [int(part) if part else None for part in operation.split(":")]
        return digest_of_text(repr(list(self.numbers[slice(*parts)])))

    def __len__(self) -> int:
        self._record("len")
        return len(self.numbers)

    def __bool__(self) -> bool:
        self._record("any")
        return bool(self.numbers)

    def __iter__(self) -> Iterator[Any]:
        self._record("all")
        return (self._library.content(number) for number in self.numbers)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> ArticleList: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            self._record(
                ":".join("" if part is None else str(part) for part in (index.start, index.stop, index.step))
            )
            return ArticleList(self._library, self.numbers[index])
        self._record(f"{index}:{index + 1 or ''}:")
        return self._library.content(self.numbers[index])

    def __setitem__(self, index: Any, value: Any) -> None:
        """Insert contents, as plugins do while the context is generated."""
        self.numbers[index] = numbers_of(value) if isinstance(index, slice) else numbers_of([value])[0]
        self._places = None

    def __delitem__(self, index: int | slice) -> None:
        del self.numbers[index]
        self._places = None

    def insert(self, index: int, value: Any) -> None:
        """Insert a content."""
        self[index:index] = [value]

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Sort in place, as lists do."""
        self[:] = sorted(self, key=key, reverse=reverse)

    def __contains__(self, item: object) -> bool:
        self._record("all")
        return getattr(item, "ledger_number", None) in self.numbers

    def __reversed__(self) -> Iterator[Any]:
        self._record("all")
        return (self._library.content(number) for number in reversed(self.numbers))

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        return [*self, *other]

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        return [*other, *self]

    def __eq__(self, other: object) -> bool:
        self._record("all")
        if isinstance(other, ArticleList):
            return list(self.numbers) == list(other.numbers)
        return list(self) == other

    __hash__ = None  # type: ignore[assignment] # as a list has none

    def copy(self) -> list[Any]:
        """Return a plain list of the articles."""
        return list(self)

    def neighbours(self, content: Any) -> tuple[Any, Any]:
        """Return the contents before and after one in this list, or None.

        Recorded as one operation: a new article elsewhere in the list does not affect this page.
        """
        number = content.ledger_number
        self._record(f"near:{number}")
        before, after = self._near(number)
        return (
            None if before is None else self._library.content(before),
            None if after is None else self._library.content(after),
        )

    def pick(self, places: Sequence[int], name: str) -> ArticleList:
        """Return a list of the contents at some positions, under a name that is stable between builds."""
        return ArticleList(self._library, [self.numbers[place] for place in places], name)

    def column(self, name: str) -> list[Any]:
        """Return one attribute of every content, None where it is missing."""
        if self._library.is_streamed(name):
            facts = dict(self._library.all_of(name))
            return [facts[number] for number in self.numbers]
        return [self._library.column(number, name) for number in self.numbers]

    def _near(self, number: int) -> tuple[int | None, int | None]:
        if self._places is None:
            self._places = {item: place for place, item in enumerate(self.numbers)}
        place = self._places.get(number)
        if place is None:
            return None, None
        before = self.numbers[place - 1] if place else None
        after = self.numbers[place + 1] if place + 1 < len(self.numbers) else None
        return before, after


def numbers_of(contents: Iterable[Any]) -> list[int]:
    """Return the ids of contents. Raises UnsupportedError if one does not come from the ledger."""
    if isinstance(contents, ArticleList):
        return list(contents.numbers)
    found = []
    for content in contents:
        number = getattr(content, "ledger_number", None)
        if number is None:
            reject_foreign_content(str(getattr(content, "title", content)))
        else:
            found.append(number)
    return found


def column(articles: Iterable[Any], name: str) -> list[Any]:
    """Return one attribute of every article (`date.year` goes one step further), None where it is missing.

    Under the engine, attributes in the setting INCREMENTAL_COLUMNS are read without creating the articles.
    """
    if isinstance(articles, ArticleList):
        return articles.column(name)
    return [attribute(article, name) for article in articles]


def attribute(content: Any, name: str) -> Any:
    """Return an attribute of a content, None where it is missing; `date.year` goes one step further."""
    for part in name.split("."):
        content = getattr(content, part, None)
    return content


def grouped(articles: Sequence[Any], of: str, name: str) -> dict[Any, Sequence[Any]]:
    """Group articles by an attribute, as `column` reads it; groups and members keep the order of the list.

    `name` and group identify the lists between builds. Articles without the attribute are in no group.
    """
    places: dict[Any, list[int]] = {}
    for place, value in enumerate(column(articles, of)):
        if value is not None:
            places.setdefault(value, []).append(place)
    if isinstance(articles, ArticleList):
        return {group: articles.pick(found, f"{name} {group}") for group, found in places.items()}
    return {group: [articles[place] for place in found] for group, found in places.items()}


def neighbours(articles: Sequence[Any], article: Any) -> tuple[Any, Any]:
    """Return the articles before and after one in a list, None where there is none."""
    if isinstance(articles, ArticleList):
        return articles.neighbours(article)
    place = _places(articles).get(id(article))
    if place is None:
        return None, None
    before = articles[place - 1] if place else None
    return before, articles[place + 1] if place + 1 < len(articles) else None


_known: tuple[Sequence[Any], int, dict[int, int]] | None = None


def _places(articles: Sequence[Any]) -> dict[int, int]:
    global _known  # noqa: PLW0603 - with stock Pelican, neighbours are looked up for every article of one list
    if _known is None or _known[0] is not articles or _known[1] != len(articles):
        _known = (articles, len(articles), {id(item): place for place, item in enumerate(articles)})
    return _known[2]
