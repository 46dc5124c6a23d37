"""Lists of contents that hold ids and create the objects on access."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from plugins.incremental.tracking import tracker
from plugins.incremental.unsupported import WAY_OUT, UnsupportedError

if TYPE_CHECKING:
    from plugins.incremental.tracking.library import Library


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
        self._name = name
        self._places: dict[int, tuple[int | None, int | None]] | None = None
        if name:
            library.lists[name] = self

    @cached_property
    def numbers(self) -> list[int]:
        """The ids of the contents, in order."""
        return self._find()

    @property
    def digest_name(self) -> str:
        """The name that represents this list in digests."""
        return f"list {self._name}" if self._name else f"numbers {','.join(map(str, self.numbers))}"

    def _record(self, operation: str) -> None:
        if self._name and tracker.current is not None:
            key = f"list/{self._name}/{operation}"
            if key not in tracker.current.values:
                tracker.current.record_value(key, self.current_value(operation))

    def current_value(self, operation: str) -> str:
        """Return the current result of an operation as text: `len`, `any`, `all` or a slice `A:B:C`."""
        if operation in ("len", "any"):
            return str(len(self.numbers) if operation == "len" else bool(self.numbers))
        parts = [int(part) if part else None for part in operation.removeprefix("all").split(":")]
        return repr(self.numbers[slice(*parts)])

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
        if self._places is None:
            self._places = self.places()
        near = self._places.get(number, (None, None))
        if self._name and tracker.current is not None:
            tracker.current.neighbours[self._name, number] = near
        before, after = (None if other is None else self._library.content(other) for other in near)
        return before, after

    def places(self) -> dict[int, tuple[int | None, int | None]]:
        """Return the ids before and after each content of the list, None at its ends."""
        pairs = zip([None, *self.numbers[:-1]], [*self.numbers[1:], None], strict=True)
        return dict(zip(self.numbers, pairs, strict=True)) if self.numbers else {}

    def column(self, name: str) -> list[Any]:
        """Return one attribute of every content, None where it is missing."""
        if self._library.is_streamed(name):
            facts = dict(self._library.all_of(name))
            return [facts[number] for number in self.numbers]
        return [self._library.column(number, name) for number in self.numbers]

    def grouped(self, of: str, name: str) -> dict[Any, Sequence[Any]]:
        """Return lists of the contents with equal values of an attribute, under names that identify them."""
        groups: dict[Any, list[int]] = {}
        for number, value in zip(self.numbers, self.column(of), strict=True):
            if value is not None:
                groups.setdefault(value, []).append(number)
        return {
            value: ArticleList(self._library, found, f"{name} {value}") for value, found in groups.items()
        }


def numbers_of(contents: Iterable[Any]) -> list[int]:
    """Return the ids of contents. Raises UnsupportedError if one does not come from the ledger."""
    if isinstance(contents, ArticleList):
        return list(contents.numbers)
    found = []
    for content in contents:
        number = getattr(content, "ledger_number", None)
        if number is None:
            raise UnsupportedError(
                f"A plugin has put “{getattr(content, 'title', content)}” into a list, which was not read from a file, "
                f"so that changes cannot be detected: remove the plugin, {WAY_OUT}"
            )
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
    if isinstance(articles, ArticleList):
        return articles.grouped(of, name)
    groups: dict[Any, list[Any]] = {}
    for article in articles:
        value = attribute(article, of)
        if value is not None:
            groups.setdefault(value, []).append(article)
    return dict(groups)


def neighbours(articles: Sequence[Any], article: Any) -> tuple[Any, Any]:
    """Return the articles before and after one in a list, None where there is none."""
    if isinstance(articles, ArticleList):
        return articles.neighbours(article)
    try:
        place = articles.index(article)
    except ValueError:
        return None, None
    before = articles[place - 1] if place else None
    return before, articles[place + 1] if place + 1 < len(articles) else None
