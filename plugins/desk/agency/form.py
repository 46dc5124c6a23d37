"""The inputs of a page, made from the declaration of `agency.yaml`, and the values that a filled form stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plugins.agency.agency import BLOCKS, Agency
from plugins.agency.fields import Field, Kind, Part, Series
from plugins.agency.reading import REQUIRED, Finding
from plugins.desk.agency.series import Sent, input_name, parts_of, text_of
from plugins.errors.issue import Issue
from plugins.front_matter.parser import Value

Place = tuple[str | int, ...]
DEFAULTS: dict[str, Value] = {  # that a form shows where the file says nothing
    "accent": Agency.accent,
    "cards": "true",
    "home": list(BLOCKS),
    "old_after": str(Agency.old_after),
}


@dataclass
class Input:
    """One input: `name` is that in the form, `choices` are values with what people see of them."""

    item: Field
    name: str
    value: str
    choices: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    group: str = ""
    issues: list[Issue] = field(default_factory=list)

    @property
    def has_error(self) -> bool:
        """Whether one of the issues is an error."""
        return any(not issue.is_warning for issue in self.issues)


class Choices:
    """What can be chosen where a field takes one of the file's own names; `pictures` are files at the top of the content."""

    def __init__(self, values: Mapping[str, Value], pictures: Sequence[str]) -> None:
        sections = values.get("categories", [])
        names = [text_of(one.get("name", "") if isinstance(one, dict) else one) for one in sections]
        self._categories = {name: name for name in names if name}
        self._pictures = {name: name for name in pictures}

    def of(self, item: Field) -> Mapping[str, str]:
        """Return the choices of a field, with their words."""
        match item.kind:
            case Kind.CATEGORY:
                return self._categories
            case Kind.BLOCK:
                return {**item.choices, **self._categories}
            case Kind.PICTURE:
                return self._pictures
            case _:
                return item.choices


def inputs_of_part(part: Part, values: Mapping[str, Value], choices: Choices) -> list[Input]:
    """Return the inputs of a page with single values."""
    found = []
    for value in part.values:
        if isinstance(value, Field):
            shown = _shown(value, values.get(value.key, DEFAULTS.get(value.key, "")))
            found.append(Input(value, value.key, shown, choices.of(value), value.key in REQUIRED))
            continue
        known = values.get(value.key)
        parts = known if isinstance(known, dict) else {}
        found += [
            Input(
                item,
                f"{value.key}.{item.key}",
                _shown(item, parts.get(item.key, "")),
                choices.of(item),
                group=value.label,
            )
            for item in value.fields
        ]
    return found


def inputs_of_item(series: Series, item: Value | None, choices: Choices) -> list[Input]:
    """Return the inputs of an item of a list; None is a new one."""
    known = parts_of(item, series) if item is not None else {}
    return [
        Input(one, input_name(one), _shown(one, known.get(one.key, "")), choices.of(one), number == 0)
        for number, one in enumerate(series.fields)
    ]


def _shown(item: Field, value: Value) -> str:
    text = text_of(value)
    return ("true" if text == "true" else "") if item.kind is Kind.YES_NO else text


def part_filled_in(part: Part, values: Mapping[str, Value], sent: Sent) -> dict[str, Value]:
    """Return the values that were changed, by key; what was not in the form stays."""
    changed: dict[str, Value] = {}
    for one in inputs_of_part(part, values, Choices(values, ())):
        written = sent(one.name)
        if written is None or written == one.value:
            continue
        key, _, inner = one.name.partition(".")
        if not inner:
            changed[key] = written
            continue
        known = changed.get(key, values.get(key))
        changed[key] = {**(known if isinstance(known, dict) else {}), inner: written}
    return changed


def place_in_file(series: Series, place: Sequence[int]) -> Place:
    """Return where an item is in the file: `(2, 0)` of the menu is `("menu", 2, "children", 0)`."""
    first, *below = place
    return (series.key, first, *(part for number in below for part in (series.children, number)))


def about(findings: Iterable[Finding], place: Place) -> list[Finding]:
    """Return what was found about a part of the file, or about what is in it."""
    return [found for found in findings if found.place[: len(place)] == place]


def put_issues(inputs: Sequence[Input], findings: Iterable[Finding], start: Place = ()) -> list[Issue]:
    """Put each issue at the input that it is about; return the others. `start` is the place of the item that is filled in."""
    by_place = {
        (*start, *((one.item.key,) if one.item.key else ())) if start else tuple(one.name.split(".")): one
        for one in inputs
    }
    others = []
    for found in findings:
        one = by_place.get(found.place)
        if one is not None:
            one.issues.append(found.issue)
        else:
            others.append(found.issue)
    return others


def number_of_errors(findings: Iterable[Finding]) -> int:
    """Return how many of the findings are errors."""
    return sum(not found.issue.is_warning for found in findings)
