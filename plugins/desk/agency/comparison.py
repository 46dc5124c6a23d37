"""What differs between two versions of `agency.yaml`, by the labels of the forms, with the words marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.agency.editing import values_of
from plugins.agency.fields import PARTS, Field, Group, Series
from plugins.desk.agency.series import items_of, parts_of, text_of
from plugins.desk.texts.comparison import Piece, Work, lines_compared
from plugins.errors.issue import ContentError
from plugins.front_matter.parser import Value

BELOW = " › "  # between an item and one below it


@dataclass(frozen=True)
class Change:
    """A value that differs; each line is one of a list, or the only one."""

    label: str
    lines: tuple[tuple[Piece, ...], ...]


def compared_agencies(before: bytes, after: bytes) -> list[Change]:
    """Return what differs, in the order of the forms; then what they do not show, by its key. A broken file is compared as text."""
    work = Work()
    try:
        old, new = values_of(before), values_of(after)
    except ContentError:
        texts = [data.decode(errors="replace").splitlines() for data in (before, after)]
        return [Change("agency.yaml", tuple(lines_compared(texts[0], texts[1], work)))]
    found = []
    for label, key, declared in _declared():
        lines = [_lines(values.pop(key, ""), declared) for values in (old, new)]
        if lines[0] != lines[1]:
            found.append(Change(label, tuple(lines_compared(lines[0], lines[1], work))))
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key):
            rest = [_rest(values.get(key, "")) for values in (old, new)]
            found.append(Change(key, tuple(lines_compared(rest[0], rest[1], work))))
    return found


def _declared() -> Iterator[tuple[str, str, Field | Group | Series]]:
    for part in PARTS:
        if part.series is not None:
            yield part.series.label, part.series.key, part.series
        for value in part.values:
            yield value.label, value.key, value


def _lines(value: Value, declared: Field | Group | Series) -> list[str]:
    match declared:
        case Field():
            text = text_of(value)
            return [declared.choices.get(text, text)] if text else []
        case Group():
            parts = value if isinstance(value, dict) else {}
            return [
                f"{item.label}: {text_of(parts.get(item.key, ''))}"
                for item in declared.fields
                if item.key in parts
            ]
        case Series():
            return list(_items(value, declared, ""))


def _items(value: Value, series: Series, before: str) -> Iterator[str]:
    for item in items_of(value):
        parts = parts_of(item, series)
        texts = [(one, text_of(parts.get(one.key, ""))) for one in series.fields]
        said = [one.choices.get(text, text) for one, text in texts if text]
        yield before + " · ".join(said)
        if series.children:
            yield from _items(parts.get(series.children, []), series, f"{before}{texts[0][1]}{BELOW}")


def _rest(value: Value) -> list[str]:
    if isinstance(value, list):
        return [line for part in value for line in _rest(part)]
    if isinstance(value, dict):
        return [f"{key}: {' '.join(_rest(part))}" for key, part in value.items()]
    return [value] if value else []
