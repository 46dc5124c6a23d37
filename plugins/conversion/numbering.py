"""The numbers and letters that Word draws before paragraphs, which stand in no text (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.etree.ElementTree import Element

from plugins.conversion.styles import W, number_of, value_of

LEVELS = 9
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
PLUS = frozenset({"+", "\uf02b"})


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, and the text around its numbers, such as `%1.%2.`."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = (
        None  # after a number of this level (from 1), 0 for never; None for any higher level
    )
    is_legal: bool = False  # shows the numbers of higher levels as digits


@dataclass
class _List:
    levels: Mapping[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(frozen=True)
class Label:
    """What stands before a paragraph: `1.`, `a)`, or `-` for any bullet; `depth` counts from 0."""

    text: str
    depth: int
    is_bullet: bool


class Numbering:
    """The lists of a document, which count on from one paragraph to the next."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of `word/numbering.xml`, None for a document without one."""
        self._abstract: dict[str, _List] = {}
        self._linked: dict[str, str] = {}  # a style of lists and the list that has its levels
        self._links: dict[str, str] = {}
        self._lists: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._begun: set[tuple[str, int]] = set()
        self.by_style: dict[str, tuple[str, int]] = {}  # of paragraphs: list and level
        if root is None:
            return
        for one in root.iterfind(f"{W}abstractNum"):
            self._read_abstract(one)
        for one in root.iterfind(f"{W}num"):
            self._read_list(one)

    def _read_abstract(self, element: Element) -> None:
        name = element.get(f"{W}abstractNumId", "")
        levels = {}
        for level in element.iterfind(f"{W}lvl"):
            number = _count(level.get(f"{W}ilvl"), 0)
            levels[number] = _level(level)
        self._abstract[name] = _List(levels)
        if (style := value_of(element, "styleLink")) is not None:
            self._linked[style] = name
        if (style := value_of(element, "numStyleLink")) is not None:
            self._links[name] = style

    def _read_list(self, element: Element) -> None:
        name, abstract = element.get(f"{W}numId", ""), value_of(element, "abstractNumId") or ""
        starts, levels = {}, {}
        for override in element.iterfind(f"{W}lvlOverride"):
            number = _count(override.get(f"{W}ilvl"), 0)
            if (start := value_of(override, "startOverride")) is not None:
                starts[number] = _count(start, 1)
            if (level := override.find(f"{W}lvl")) is not None:
                levels[number] = _level(level)
        self._lists[name] = abstract, starts, levels

    def label(self, name: str, depth: int) -> Label | None:
        """Count a paragraph of a list at a level, and return what stands before it, None for nothing."""
        if name == "0" or name not in self._lists or not 0 <= depth < LEVELS:
            return None
        abstract, starts, own = self._lists[name]
        abstract = self._linked.get(self._links.get(abstract, ""), abstract)
        known = self._abstract.get(abstract)
        if known is None:
            return None
        levels = {**known.levels, **own}
        level = levels.get(depth, Level())
        counts = known.counts
        present = counts[depth]
        if depth in starts and (name, depth) not in self._begun:
            present = None
            level_start = starts[depth]
        else:
            level_start = starts.get(depth, level.start)
        self._begun.add((name, depth))
        counts[depth] = level_start if present is None else present + 1
        for below in range(depth + 1, LEVELS):
            restart = levels.get(below, Level()).restart
            if restart is None or (restart > 0 and depth < restart):
                counts[below] = None
        return _label(levels, counts, depth)


def _level(element: Element) -> Level:
    restart = value_of(element, "lvlRestart")
    return Level(
        _count(value_of(element, "start"), 1),
        value_of(element, "numFmt") or "decimal",
        value_of(element, "lvlText") or "",
        _count(restart, 0) if restart is not None else None,
        element.find(f"{W}isLgl") is not None,
    )


def _label(levels: Mapping[int, Level], counts: list[int | None], depth: int) -> Label | None:
    level = levels.get(depth, Level())
    if level.format == "none" or (not level.text and level.format != "bullet"):
        return (
            Label(level.text, depth, is_bullet=False)
            if level.text.strip() and "%" not in level.text
            else None
        )
    if level.format == "bullet":
        return Label("+" if level.text in PLUS else "-", depth, is_bullet=True)
    text = level.text
    for number in range(depth, -1, -1):
        mark = f"%{number + 1}"
        if mark in text:
            shown = levels.get(number, Level())
            count = counts[number] if counts[number] is not None else shown.start
            form = "decimal" if level.is_legal else shown.format
            text = text.replace(mark, FORMATS.get(form, str)(count or 0))
    return Label(text.strip(), depth, is_bullet=False) if text.strip() else None


def _letters(number: int) -> str:
    """Return `a` to `z`, then `aa`, `bb`, as Word counts."""
    if number < 1:
        return str(number)
    return LETTERS[(number - 1) % len(LETTERS)] * min(9, (number - 1) // len(LETTERS) + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4_000:  # noqa: PLR2004 - where the letters end
        return str(number)
    found = ""
    for value, letters in ROMAN:
        found += letters * (number // value)
        number %= value
    return found


FORMATS: Mapping[str, Callable[[int], str]] = MappingProxyType({
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
})  # fmt: skip


def _count(written: str | None, default: int) -> int:
    found = number_of(written, 9_999_999)
    return found if found is not None else default
