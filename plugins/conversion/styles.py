"""What paragraphs and characters inherit from their styles (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_ANCESTORS = 20  # a style that is based on itself ends there
HEADINGS = tuple(f"heading {number}" for number in range(1, 10))


@dataclass(frozen=True)
class Style:
    """What a style says itself; None where it says nothing."""

    name: str
    parent: str | None = None
    font: str | None = None
    list: str | None = None
    depth: int | None = None
    outline: int | None = None
    hides: bool | None = None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of `word/styles.xml`, None for a document without one."""
        self._known: dict[str, Style] = {}
        self._default_font = ""
        self._default_paragraph: str | None = None
        for style in root.iterfind(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            self._known[name] = _read(style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self._default_paragraph = name
        if root is not None and (run := root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) is not None:
            self._default_font = font_of(run) or ""

    def chain(self, name: str | None) -> list[Style]:
        """Return a style and those that it is based on; the default style of paragraphs for None."""
        found: list[Style] = []
        name = name if name is not None else self._default_paragraph
        while name in self._known and len(found) < MOST_ANCESTORS:
            found.append(self._known[name])
            name = found[-1].parent
        return found

    def font(self, run: Element | None, run_style: str | None, paragraph_style: str | None) -> str:
        """Return the font of a run: its own, or that of its style, its paragraph's, or the document's."""
        own = font_of(run) if run is not None else None
        styles = (self.chain(run_style) if run_style else []) + self.chain(paragraph_style)
        return own or next((style.font for style in styles if style.font), self._default_font)

    def hides(self, run: Element | None, run_style: str | None, paragraph_style: str | None) -> bool:
        """Return whether a run is hidden: as it says itself, or by its style or its paragraph's; both together show it (17.7.3)."""
        if run is not None and run.find(f"{W}vanish") is not None:
            return is_set(run, "vanish")
        chains = (self.chain(run_style) if run_style else [], self.chain(paragraph_style))
        of_run, of_paragraph = (
            next((style.hides for style in chain if style.hides is not None), False) for chain in chains
        )
        return of_run != of_paragraph

    def numbering(self, paragraph_style: str | None) -> tuple[str, int | None] | None:
        """Return the list that a style of paragraphs belongs to, and its level if it names one."""
        return next(
            ((style.list, style.depth) for style in self.chain(paragraph_style) if style.list is not None),
            None,
        )

    def heading(self, paragraph_style: str | None, own_outline: int | None) -> int:
        """Return the level of a heading from 1, 0 for text."""
        styles = self.chain(paragraph_style) if paragraph_style else []
        outline = own_outline
        if outline is None:
            outline = next((style.outline for style in styles if style.outline is not None), None)
        for style in styles:
            if outline is None and style.name.lower() in HEADINGS:
                outline = HEADINGS.index(style.name.lower())
        return outline + 1 if outline is not None and outline < len(HEADINGS) else 0

    def name(self, style: str | None) -> str:
        """Return the name of a style as Word knows it, in small letters, such as `toc 1`."""
        return self._known[style].name.lower() if style in self._known else ""


def _read(element: Element) -> Style:
    run, paragraph = element.find(f"{W}rPr"), element.find(f"{W}pPr")
    numbering = paragraph.find(f"{W}numPr") if paragraph is not None else None
    return Style(
        name=value_of(element, "name") or "",
        parent=value_of(element, "basedOn"),
        font=font_of(run) if run is not None else None,
        list=value_of(numbering, "numId"),
        depth=number_of(value_of(numbering, "ilvl")),
        outline=number_of(value_of(paragraph, "outlineLvl")),
        hides=is_set(run, "vanish") if run is not None and run.find(f"{W}vanish") is not None else None,
    )


def font_of(run: Element) -> str | None:
    """Return the font that properties of a run name for Latin letters."""
    fonts = run.find(f"{W}rFonts")
    return (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")) if fonts is not None else None


def value_of(element: Element | None, name: str) -> str | None:
    """Return the value of a property, None without it."""
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def number_of(written: str | None, most: int = 999) -> int | None:
    """Return a number up to `most`, None for anything else."""
    is_number = (
        written is not None and written.isascii() and written.isdecimal() and len(written) <= len(str(most))
    )
    return min(int(written), most) if written is not None and is_number else None


def is_set(element: Element | None, name: str) -> bool:
    """Return whether a property that is on or off is on."""
    found = element.find(f"{W}{name}") if element is not None else None
    return found is not None and found.get(f"{W}val", "true") not in {"0", "false", "off", "none"}
