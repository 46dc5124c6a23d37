"""Lists of `agency.yaml`, such as the menu: their rows, and what the buttons beside a row do. Pure functions.

The place of an item is its number from 0, and for one below another item both numbers: `(2,)`, `(2, 0)`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plugins.agency.fields import Field, Series
from plugins.front_matter.parser import Value

Place = tuple[int, ...]
Sent = Callable[[str], str | None]
DEPTH, MOST_DIGITS = 2, 3
TEXT = "gia-tri"  # name of the input of an item that is nothing but text


@dataclass(frozen=True)
class Row:
    """An item in the list: what it is called, a second line, and which buttons it has."""

    place: Place
    label: str
    detail: str
    buttons: frozenset[str]

    @property
    def name(self) -> str:
        """The place as it stands in addresses and buttons."""
        return name_of(self.place)


def name_of(place: Place) -> str:
    """Return a place as text: `2`, `2.0`."""
    return ".".join(map(str, place))


def place_of(name: str) -> Place:
    """Return a place from its text. Raises LookupError for anything else."""
    parts = name.split(".")
    if len(parts) > DEPTH or not all(
        part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts
    ):
        raise LookupError(name)
    return tuple(map(int, parts))


def items_of(value: Value) -> list[Value]:
    """Return the items of a list, none of anything else."""
    return list(value) if isinstance(value, list) else []


def parts_of(item: Value, series: Series) -> dict[str, Value]:
    """Return the values of an item by the keys of its fields."""
    return dict(item) if isinstance(item, dict) else {series.fields[0].key: item}


def text_of(value: Value) -> str:
    """Return a value as it stands in an input, "" if it is no text."""
    return value if isinstance(value, str) else ""


def rows_of(value: Value, series: Series, words: Mapping[str, str]) -> list[Row]:
    """Return the rows of a list, each followed by those below it; `words` are what to call values that are choices."""
    items, found = items_of(value), []
    for index, item in enumerate(items):
        below = _children(item, series)
        buttons = _up_and_down(index, len(items))
        if series.children and index and not below:
            buttons |= {"vao"}
        found.append(_row((index,), item, series, words, buttons))
        for number, child in enumerate(below):
            found.append(
                _row((index, number), child, series, words, _up_and_down(number, len(below)) | {"ra"})
            )
    return found


def _up_and_down(index: int, count: int) -> set[str]:
    return ({"len"} if index else set()) | ({"xuong"} if index + 1 < count else set())


def _row(place: Place, item: Value, series: Series, words: Mapping[str, str], buttons: set[str]) -> Row:
    parts = parts_of(item, series)
    first, *others = [text_of(parts.get(field.key, "")) for field in series.fields]
    detail = next(filter(None, others), "")
    return Row(place, words.get(first, first) or "(chưa ghi)", words.get(detail, detail), frozenset(buttons))


def _children(item: Value, series: Series) -> list[Value]:
    below = item.get(series.children, []) if series.children and isinstance(item, dict) else []
    return items_of(below)


def item_at(value: Value, place: Place, series: Series) -> Value:
    """Return an item. Raises LookupError if there is none."""
    items = items_of(value)
    item = items[place[0]]
    return _children(item, series)[place[1]] if place[1:] else item


def with_item(value: Value, place: Place, series: Series, item: Value | None) -> list[Value]:
    """Return a list with another item at a place, or without it (None); one behind the last is added.

    Raises LookupError if there is no such place.
    """
    items = items_of(value)
    if place[1:]:
        parent = parts_of(items[place[0]], series)
        parent[series.children] = _replaced(_children(items[place[0]], series), place[1], item)
        items[place[0]] = parent
        return items
    return _replaced(items, place[0], item)


def _replaced(items: list[Value], index: int, item: Value | None) -> list[Value]:
    if index > len(items) or (item is None and index == len(items)):
        raise LookupError(index)
    return [*items[:index], *([] if item is None else [item]), *items[index + 1 :]]


def end_of(value: Value, series: Series, parent: Place = ()) -> Place:
    """Return the place behind the last item, or behind the last one below `parent`. Raises LookupError."""
    if parent:
        return (parent[0], len(_children(items_of(value)[parent[0]], series)))
    return (len(items_of(value)),)


def moved(value: Value, place: Place, series: Series, button: str) -> tuple[list[Value], Place]:
    """Return a list after a button of a row was pressed, and where the item is then. Raises LookupError if it may not be."""
    row = next((row for row in rows_of(value, series, {}) if row.place == place), None)
    if row is None or button not in row.buttons:
        raise LookupError(button)
    item = item_at(value, place, series)
    if button in {"len", "xuong"}:
        to = (*place[:-1], place[-1] + (-1 if button == "len" else 1))
        other = item_at(value, to, series)
        return with_item(with_item(value, place, series, other), to, series, item), to
    left = with_item(value, place, series, None)
    if button == "vao":
        to = end_of(left, series, (place[0] - 1,))
        return with_item(left, to, series, item), to
    index = place[0] + 1
    return [*left[:index], item, *left[index:]], (index,)


def filled_in(item: Value | None, series: Series, sent: Sent) -> Value:
    """Return an item with what was sent; None is a new one. What was not in the form stays."""
    known = parts_of(item, series) if item is not None else {}
    for field in series.fields:
        written = sent(input_name(field))
        if written is not None and written != text_of(known.get(field.key, "")):
            known[field.key] = written
    given = {key: part for key, part in known.items() if part not in ("", [])}
    first = series.fields[0].key
    if not first or (series.names and not isinstance(item, dict) and set(given) <= {first}):
        return given.get(first, "")
    return given


def input_name(field: Field) -> str:
    """Return the name of an input."""
    return field.key or TEXT


def digest_of(value: Value) -> str:
    """Return what a page knows a list by, so that a button does not move another item after the list has changed."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]
