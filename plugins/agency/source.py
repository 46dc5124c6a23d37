"""The source of `agency.yaml` with the position of each of its parts, and the edits that give one of them another value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import yaml

from plugins.agency.writing import item_lines, on_one_line, scalar, value_text
from plugins.front_matter.parser import Loader, Value, value_of
from plugins.vietnamese.text import normalise

EMPTY: tuple[Value, ...] = ("", [], {})
# By which an item is recognised when other values of it have changed.
NAMES = ("label", "name", "url", "number")


def given(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values that are not empty, without what is empty in them."""
    parts = {key: _given_part(part) for key, part in values.items()}
    return {key: part for key, part in parts.items() if part not in EMPTY}


def _given_part(value: Value) -> Value:
    """Return a value without what is empty in it."""
    if isinstance(value, dict):
        return given(value)
    if isinstance(value, list):
        return [part for part in map(_given_part, value) if part not in EMPTY]
    return value


class CannotEditError(Exception):
    """A part of the source has to be written as a whole."""


class _Edit(NamedTuple):
    """The source from `start` to `end` is replaced by `text`."""

    start: int
    end: int
    text: str


class Source:
    """The text of a YAML file, with the position of each of its parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        root = yaml.compose(text, Loader=Loader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            raise CannotEditError
        self.root = root
        self._line_end = "\r\n" if "\r\n" in text else "\n"

    def applied(self, start: int, end: int, edits: Sequence[_Edit]) -> str:
        """Return a part of the text after some edits in it."""
        parts, at = [], start
        for edit in sorted(edits):
            if edit.start < at or edit.end > end:
                raise CannotEditError
            parts += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, self.text[at:end]])

    def edits(self, node: yaml.Node, value: Value, *, flow: bool = False) -> list[_Edit]:
        """Return the edits that give a node another value."""
        if self._says(node) == value:
            return []
        match node, value:
            case yaml.MappingNode(), dict() if node.flow_style and node.value:
                return self._flow_mapping(node, value)
            case yaml.MappingNode(), dict() if node.value:
                return self._block_mapping(node, value)
            case yaml.SequenceNode(), list() if node.flow_style and node.value:
                return self._flow_sequence(node, value)
            case yaml.SequenceNode(), list() if node.value:
                return self._block_sequence(node, value)
            case yaml.ScalarNode(), str() if node.value and node.style not in {"|", ">"}:
                written = scalar(value, flow=flow, quote=node.style or "")
                return [_Edit(node.start_mark.index, node.end_mark.index, written)]
        raise CannotEditError

    def _says(self, node: yaml.Node) -> Value:
        return _given_part(_normalised(value_of(node)))

    def _block_mapping(self, node: yaml.MappingNode, value: dict[str, Value]) -> list[_Edit]:
        pairs = {_name(key): (key, item) for key, item in node.value}
        indent = " " * node.value[0][0].start_mark.column
        edits = []
        for name, (key, item) in pairs.items():
            if name in value:
                edits += self._pair(key, item, value[name], indent)
        last = self._end_of_line(self._end(node.value[-1][1]))
        added = [
            f"{self._line_end}{indent}{name}:{self._lines(value_text(part, indent))}"
            for name, part in value.items()
            if name not in pairs
        ]
        if all(name in value or self._says(item) in EMPTY for name, (_, item) in pairs.items()):
            return [*edits, *([_Edit(last, last, "".join(added))] if added else [])]
        start = node.value[0][0].start_mark.index
        return [_Edit(start, last, self._kept_pairs(node, value, edits) + "".join(added))]

    def _pair(self, key: yaml.Node, item: yaml.Node, value: Value, indent: str) -> list[_Edit]:
        """Return the edits that give a key of a block mapping another value."""
        try:
            return self.edits(item, value)
        except CannotEditError:
            colon = self.text.index(":", key.end_mark.index) + 1
            if self.text[key.end_mark.index : colon].strip() != ":":
                raise
            end = max(colon, self._end(item))
            kept = [f"\n{indent}{line}" for line in self._comments_in(item, colon)]
            return [_Edit(colon, end, self._lines("".join([value_text(value, indent), *kept])))]

    def _kept_pairs(self, node: yaml.MappingNode, value: dict[str, Value], edits: Sequence[_Edit]) -> str:
        """Return the source of a block mapping without the keys that `value` lacks; comments between them stay."""
        made, is_behind_kept = "", False
        indent = " " * node.value[0][0].start_mark.column
        for number, (key, item) in enumerate(node.value):
            start, end = key.start_mark.index, self._end_of_line(self._end(item))
            following = node.value[number + 1][0].start_mark.index if number + 1 < len(node.value) else end
            between = self.text[end:following]
            kept = "".join(f"{indent}{line}{self._line_end}" for line in self._comments_in(item, start))
            if _name(key) in value or self._says(item) in EMPTY:
                own = [edit for edit in edits if start <= edit.start and edit.end <= end]
                made += self.applied(start, end, own) + between
                is_behind_kept = True
            elif is_behind_kept:
                made = made.rstrip(" ") + kept + between.removeprefix("\r").removeprefix("\n")
            else:
                made += kept.lstrip() + between.lstrip()
        return made.rstrip()

    def _flow_mapping(self, node: yaml.MappingNode, value: dict[str, Value]) -> list[_Edit]:
        start, end = node.start_mark.index, node.end_mark.index
        parts, edits, left = [], list[_Edit](), dict(value)
        for key, item in node.value:
            name = _name(key)
            if name in left:
                own = self.edits(item, left.pop(name), flow=True)
                edits += own
                parts.append(self.applied(key.start_mark.index, self._end(item), own))
        if not left and len(parts) == len(node.value):
            return edits
        if "\n" in self.text[start:end] or any(isinstance(part, list) for part in left.values()):
            raise CannotEditError
        parts += [f"{name}: {on_one_line(part)}" for name, part in left.items()]
        return [_Edit(start, end, f"{{{', '.join(parts)}}}")]

    def _flow_sequence(self, node: yaml.SequenceNode, value: list[Value]) -> list[_Edit]:
        items = node.value
        places = _places([self._says(item) for item in items], value)
        parts = [
            on_one_line(part) if place is None else self._in_flow(items[place], part)
            for place, part in zip(places, value, strict=True)
        ]
        between = [self.text[self._end(one) : other.start_mark.index] for one, other in pairwise(items)]
        usual = between[-1] if between else ", "
        if "#" in "".join(between) and len(parts) < len(items):
            raise CannotEditError
        made = parts[0]
        for number, part in enumerate(parts[1:]):
            made += (between[number] if number < len(between) else usual) + part
        return [_Edit(items[0].start_mark.index, self._end(items[-1]), made)]

    def _in_flow(self, item: yaml.Node, value: Value) -> str:
        try:
            return self.applied(item.start_mark.index, self._end(item), self.edits(item, value, flow=True))
        except CannotEditError:
            return on_one_line(value)

    def _block_sequence(self, node: yaml.SequenceNode, value: list[Value]) -> list[_Edit]:
        items = [*self._items(node)]
        indent = " " * node.start_mark.column
        as_blocks = any(isinstance(item, yaml.MappingNode) and not item.flow_style for item in node.value)
        places = _places([self._says(item.node) for item in items], value)
        lost = {
            number: item.comments
            + "".join(f"{indent}{line}{self._line_end}" for line in self._comments_in(item.node, item.dash))
            for number, item in enumerate(items)
            if number not in places
        }
        made = ""
        for number, (place, part) in enumerate(zip(places, value, strict=True)):
            made += items[number].above if number < len(items) else ""
            for gone in [gone for gone in lost if place is not None and gone < place]:
                made += lost.pop(gone)
            if place is None:
                made += self._lines("\n".join([*item_lines(part, indent, as_block=as_blocks), ""]))
            else:
                made += items[place].comments + self._item(items[place], part, indent, as_block=as_blocks)
        made += "".join([*(item.above.lstrip() for item in items[len(value) :]), *lost.values()])
        return [_Edit(items[0].start, self._end_of_line(self._end(node)), made.rstrip("\r\n"))]

    def _item(self, item: _Item, value: Value, indent: str, *, as_block: bool) -> str:
        try:
            made = self.applied(item.dash, item.end, self.edits(item.node, value))
        except CannotEditError:
            remark = self.text[self._end(item.node) : self._end_of_line(self._end(item.node))].rstrip()
            first, *others = item_lines(value, indent, as_block=as_block)
            others += [f"{indent}{line}" for line in self._comments_in(item.node, item.dash)]
            made = self._lines("\n".join([first + remark, *others, ""]))
        return made if made.endswith("\n") else made + self._line_end

    def _items(self, node: yaml.SequenceNode) -> Iterator[_Item]:
        """Yield the items of a block sequence as whole lines."""
        column, before = node.start_mark.column, None
        for item in node.value:
            if before is None:
                dash = self._start_of_line(node.start_mark.index)
                first = self._comments_above(dash, 0)
            else:
                first = dash = before
                while not self._is_dash(dash, column):
                    dash = self._next_line(dash)
                    if dash > item.start_mark.index:
                        raise CannotEditError
            if self.text[dash : dash + column].strip() or self.text[dash + column] != "-":
                raise CannotEditError
            above = self._comments_above(dash, first)
            before = self._next_line(self._end(item))
            yield _Item(item, first, dash, before, self.text[first:above], self.text[above:dash])

    def _is_dash(self, start: int, column: int) -> bool:
        line = self.text[start : self._end_of_line(start)]
        return not line[:column].strip() and line[column : column + 1] == "-"

    def _comments_above(self, line: int, least: int) -> int:
        """Return the start of the first of the comments directly above a line."""
        while line > least:
            above = self._start_of_line(line - 1)
            if not self.text[above:line].lstrip().startswith("#"):
                break
            line = above
        return max(line, least)

    def _comments_in(self, node: yaml.Node, start: int) -> list[str]:
        """Return the comments on lines of their own from `start` to the end of a mapping or list."""
        if isinstance(node, yaml.ScalarNode):
            return []
        lines = self.text[start : self._end(node)].splitlines()[1:]
        return [line.strip() for line in lines if line.lstrip().startswith("#")]

    def _end(self, node: yaml.Node) -> int:
        """Return where a node ends; PyYAML's blocks reach to the next part, over comments and blank lines."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            return int(start + len(self.text[start:end].rstrip()))
        return int(end)

    def _start_of_line(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _next_line(self, place: int) -> int:
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found + 1

    def _end_of_line(self, place: int) -> int:
        end = self._next_line(place)
        return end - len(self.text[place:end]) + len(self.text[place:end].rstrip("\r\n"))

    def _lines(self, text: str) -> str:
        return text.replace("\n", self._line_end)


class _Item(NamedTuple):
    """An item of a block sequence: where its first line, the line of its dash and the line behind it start.

    `above` are blank lines, and comments above those; `comments` those directly above the item.
    """

    node: yaml.Node
    start: int
    dash: int
    end: int
    above: str
    comments: str


def _name(key: yaml.Node) -> str:
    return str(key.value).strip().lower()


def _normalised(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _normalised(part) for key, part in value.items()}
    return [*map(_normalised, value)] if isinstance(value, list) else normalise(value)


def _places(before: list[Value], after: list[Value]) -> list[int | None]:
    """Return for each item of a list which one it was before, changed or not; None for a new one."""
    left = dict(enumerate(before))
    found: list[int | None] = [None] * len(after)

    def take(number: int, place: int) -> None:
        found[number] = place
        del left[place]

    for number, value in enumerate(after):
        place = next((place for place, known in left.items() if known == value), None)
        if place is not None:
            take(number, place)
    for number, value in enumerate(after):
        if found[number] is None:
            place = next((place for place, known in left.items() if _is_same(known, value)), None)
            if place is not None:
                take(number, place)
    new = [number for number, place in enumerate(found) if place is None]
    if len(new) == len(left):
        for number, place in zip(new, [*left], strict=True):
            take(number, place)
    return found


def _is_same(one: Value, other: Value) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return any(name in one and one[name] == other.get(name) for name in NAMES)
