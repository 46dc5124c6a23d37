"""Rewrite an SVG so that it contains nothing but the drawing.

A browser that opens an SVG at its own address runs its scripts, follows its refreshes and fetches what it names. So
only what `svg_names.py` lists is written. What a browser would act on is rejected with its line; what no browser
knows (notes of drawing programs, often with a person's name or a folder of their computer) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from io import StringIO
from xml.parsers import expat
from xml.sax.saxutils import XMLGenerator

from plugins.agency.svg_names import (
    ACTIVE_NAMESPACES,
    ATTRIBUTES,
    ELEMENTS,
    FILTER_STEP,
    FUNCTIONS,
    LEFT_OUT,
    NAMING,
    NOTES,
    PREFIXED,
    SVG,
    XLINK,
)

DEEPEST = 100  # elements inside one another; drawing programs stay below 20
MOST_ELEMENTS = 20_000  # 0.3 s for this module; the pictures of drawing programs stay below 5,000
MOST_DRAWN = 100_000  # elements with all that they repeat: `use` of `use` doubles with each step
MOST_FILTERED = 20  # steps of filters, each of which computes a whole picture; a shadow has five
INHERITED = re.compile(r"inherit|var\(", re.IGNORECASE)  # passes a filter on to elements that do not name it
WITHIN = re.compile(r"#\S+")
# Each alternative consumes what it has looked at, so that the time grows with the length and no faster.
TOKEN = re.compile(
    r"""
    /\*.*?(?:\*/|\Z) | "[^"\n\r\f]*+["\n\r\f]? | '[^'\n\r\f]*+['\n\r\f]?
    | url\(\s*+(?P<quote>["']?)\#(?P<part>[^\s"'()]++)(?P=quote)\s*+\)
    | (?P<name>[\w-]++)(?P<call>\s*+\()?
    | (?P<wrong>[(@])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class DrawingError(Exception):
    """What an SVG may not hold, with its line, in Vietnamese."""


def plain_drawing(data: bytes) -> bytes:
    """Return an SVG, given as a file's bytes, as it may be published. Raises DrawingError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    drawing = _Drawing()
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.text
    parser.StartDoctypeDeclHandler = drawing.doctype
    parser.SkippedEntityHandler = drawing.skipped_entity
    parser.ProcessingInstructionHandler = drawing.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keyword
        return drawing.finish()
    except DrawingError as error:
        problem = f"dòng {parser.CurrentLineNumber} có {error}"
    except expat.ExpatError as error:
        problem = f"dòng {error.lineno} không đọc được như một ảnh SVG"
    except (ValueError, LookupError):  # an encoding that Python does not know
        problem = "dòng 1 khai báo bảng mã không đọc được"
    raise DrawingError(problem)


class _Drawing:
    """Writes a drawing while it is parsed; raises DrawingError."""

    def __init__(self) -> None:
        self._written = StringIO()
        self._out = XMLGenerator(self._written, "utf-8", short_empty_elements=True)
        self._open: list[str] = []  # the names of open elements
        self._left_out = 0  # how many of them are not written
        self._numbers: list[int] = []  # of those that are
        self._parts: list[
            list[int | str]
        ] = []  # of each written element: its children, and the ids it refers to
        self._filter_steps: set[int] = set()
        self._styled: set[str] = set()  # the ids that rules refer to
        self._inherits = False
        self._ids: dict[str, int] = {}
        self._has_xlink = False
        self._style: list[str] | None = None

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if not self._open and (namespace, name) != (SVG, "svg"):
            raise DrawingError(f'thẻ <{name[:40]}>, không phải <svg xmlns="{SVG}">')
        if len(self._open) == DEEPEST:
            raise DrawingError(f"hơn {DEEPEST} thẻ lồng nhau")
        is_known = name in ELEMENTS and self._style is None  # what stands in a style could part its text
        if namespace in ACTIVE_NAMESPACES or (namespace == SVG and not is_known and name not in LEFT_OUT):
            raise DrawingError(f"thẻ <{name[:40]}>")
        self._open.append(name)
        if self._left_out or namespace != SVG or name in LEFT_OUT:
            self._left_out += 1
            return
        kept = dict(_kept(attributes))
        self._note(name, kept)
        root = {"xmlns": SVG} if len(self._open) == 1 else {}
        self._out.startElement(name, root | kept)  # type: ignore[arg-type] # a dict is all it needs
        if name == "style":
            self._style = []

    def end(self, _qualified: str) -> None:
        name = self._open.pop()
        if self._left_out:
            self._left_out -= 1
            return
        if self._style is not None:
            style = "".join(self._style)
            if _is_active(style):
                raise DrawingError("kiểu dáng (style) dẫn tới tệp bên ngoài hoặc dùng lệnh không vẽ")
            self._styled |= set(_parts_in(style))
            self._inherits |= bool(INHERITED.search(style))
            self._out.characters(style)
            self._style = None
        self._numbers.pop()
        self._out.endElement(name)

    def text(self, text: str) -> None:
        if self._left_out:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._out.characters(text)

    def doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        # Drawing programs write the one of the standard, which is left out; entities could spell anything.
        if has_subset:
            raise DrawingError("<!DOCTYPE> với khai báo riêng")

    def skipped_entity(self, name: str, _is_parameter: bool) -> None:  # noqa: FBT001 - the signature is expat's
        raise DrawingError(f"&{name[:40]}; chưa được khai báo")

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            raise DrawingError("lệnh <?xml-stylesheet>")

    def finish(self) -> bytes:
        """Return what was written, unless browsers would draw without end."""
        graph = {
            number: [self._ids.get(part, -1) if isinstance(part, str) else part for part in parts]
            for number, parts in enumerate(self._parts)
        }
        most_steps = MOST_FILTERED + len(self._filter_steps)  # they stand in the file, and then are used
        drawn: dict[int, int] = {}
        filtered: dict[int, int] = {}
        try:
            for number in TopologicalSorter(graph).static_order():
                parts = graph.get(number, ())
                drawn[number] = min(1 + sum(drawn[part] for part in parts), MOST_DRAWN + 1)
                steps = (number in self._filter_steps) + sum(filtered[part] for part in parts)
                filtered[number] = min(steps, most_steps + 1)
        except CycleError:
            raise DrawingError("phần vẽ lại chính nó") from None
        if drawn[0] > MOST_DRAWN:
            raise DrawingError(f"hơn {MOST_DRAWN} hình, kể cả phần lặp lại (use)")
        # A rule may hold for everything that is drawn, and so may a filter that is inherited.
        by_rules = sum(filtered[self._ids[part]] for part in self._styled if part in self._ids)
        if self._inherits:
            by_rules += len(self._filter_steps)
        if filtered[0] + by_rules * drawn[0] > most_steps:
            raise DrawingError(f"hơn {MOST_FILTERED} bước của bộ lọc (filter), kể cả phần lặp lại")
        written = self._written.getvalue()
        if self._has_xlink:
            written = written.replace(f'"{SVG}"', f'"{SVG}" xmlns:xlink="{XLINK}"', 1)
        return written.encode()

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        number = len(self._parts)
        if number == MOST_ELEMENTS:
            raise DrawingError(f"hơn {MOST_ELEMENTS} thẻ")
        if self._numbers:
            self._parts[self._numbers[-1]].append(number)
        self._numbers.append(number)
        self._parts.append([part for key, value in attributes.items() for part in _references(key, value)])
        self._inherits |= any(INHERITED.search(attributes.get(key, "")) for key in ("filter", "style"))
        if name.startswith(FILTER_STEP):
            self._filter_steps.add(number)
        self._has_xlink |= "xlink:href" in attributes
        if "id" in attributes:
            self._ids.setdefault(attributes["id"], number)


def _kept(attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the attributes to write. Raises DrawingError for what leads out or is not known."""
    for qualified, value in attributes.items():
        namespace, _, own = qualified.rpartition(" ")
        name = PREFIXED.get(qualified, "") if namespace else own
        if not name or name.startswith(NOTES):
            continue
        if name in {"href", "xlink:href"}:
            if not WITHIN.fullmatch(value.strip()):
                raise DrawingError(f"{own}=“{value.strip()[:40]}” dẫn ra ngoài ảnh")
        elif not namespace and name not in ATTRIBUTES:
            raise DrawingError(f"thuộc tính {name[:40]}")
        elif name not in NAMING and _is_active(value):
            raise DrawingError(f"{name}=“{value.strip()[:40]}” dẫn tới tệp bên ngoài hoặc dùng lệnh không vẽ")
        yield name, value


def _is_active(style: str) -> bool:
    """Return whether CSS holds a rule, function or escape that does more than colour, move or name parts of the drawing."""
    if "\\" in style:
        return True
    if "(" not in style and "@" not in style:
        return False
    return any(
        token["wrong"] or (token["call"] and token["name"].lower() not in FUNCTIONS)
        for token in TOKEN.finditer(style)
    )


def _references(name: str, value: str) -> list[str]:
    if name in {"href", "xlink:href"}:
        return [value.strip()[1:]]
    return _parts_in(value)


def _parts_in(style: str) -> list[str]:
    if "url(" not in style.lower():
        return []
    return [token["part"] for token in TOKEN.finditer(style) if token["part"]]
