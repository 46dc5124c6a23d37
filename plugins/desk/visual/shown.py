"""A canonical form of HTML, to compare what an editor shows with what the portal renders.

It ignores typographic quotes and dashes, the number of spaces, the nesting order of bold and italic, ids, and `tbody`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

MARKS = frozenset({"strong", "em", "del", "sup", "sub", "code"})
INLINE = MARKS | {"a", "br", "img", "span"}
WRAPPERS = frozenset({"tbody", "thead", "tfoot"})
ATTRIBUTES = ("start", "colspan", "rowspan")
CLASSES = frozenset({"marked", "align-left", "align-center", "align-right"})
TAG = re.compile(r'<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)(?: [a-z][a-z0-9-]*(?:="[^"]*")?)* ?/?>')
VOID = frozenset({"br", "hr", "img", "col", "wbr", "source", "input", "track"})
MOST_TAGS, DEEPEST = 50_000, 60
EVERY_CLASS = CLASSES | {"gallery", "sides", "recipients", "footnote-ref"}
IDENTIFIED = frozenset({"id"})  # made of a heading's words, and of a footnote's name
KNOWN: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "sup": IDENTIFIED,
    **{f"h{level}": IDENTIFIED for level in range(2, 7)},
}
NOTE_LINK = "footnote-ref"
NOTES = "footnote"
SCHEME = re.compile(r"^https?://")
SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
BESIDE_BREAK = re.compile(r" ?(\n) ?")
ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
DASHES = re.compile(r"-{2,}")
STATIC = "{static}"


class Piece(NamedTuple):
    """Text with the same marks, or an `atom` as its Markdown: a line break, a picture, a footnote reference.

    A mark is the name of an element, or `a` and the address of a link.
    """

    text: str
    marks: frozenset[str] = frozenset()
    atom: str = ""


def is_well_formed(html: str) -> bool:
    """Return whether every tag of HTML is closed, and nesting is limited, as in what a browser serialises.

    To be checked before parsing: for each paragraph within unclosed formatting elements the parser opens all of them again,
    so that 32 kB took 3 GB, in one C call that no signal interrupts.
    """
    opened: list[str] = []
    end = number = 0
    while (start := html.find("<", end)) >= 0:
        tag = TAG.match(html, start)
        number += 1
        if tag is None or number > MOST_TAGS:
            return False
        end = tag.end()
        if tag["closes"]:
            if not opened or opened.pop() != tag["name"]:
                return False
        elif tag["name"] not in VOID:
            opened.append(tag["name"])
            if len(opened) > DEEPEST:
                return False
    return not opened


def elements_of(html: str) -> list[LexborNode]:
    """Return the top elements of HTML, without the list of footnotes at the end."""
    body = LexborHTMLParser(f"<body>{html}").body
    found = body.iter() if body is not None else ()
    return [node for node in found if NOTES not in classes_of(node)]


def shown_of(html: str) -> list[str]:
    """Return the canonical form of each top element."""
    return [shown(node) for node in elements_of(html)]


def shown(node: LexborNode) -> str:
    """Return the canonical form of an element. A figure without a caption equals a paragraph with only its picture."""
    if (
        node.tag == "figure"
        and not (node.text() or "").strip()
        and (picture := node.css_first("img")) is not None
    ):
        (piece,) = pieces_of([picture])
        return "\x1e".join(["<p>", piece.atom, "</>"])
    return "\x1e".join(_tokens(node))


def has_known_attributes(element: LexborNode) -> bool:
    """Return whether an element has only attributes that the editor keeps; `type="a"` of a list would be lost."""
    for node in [element, *element.css("*")]:
        known = KNOWN.get(node.tag or "", frozenset())
        if not node.attributes.keys() <= known | {"class"} or not EVERY_CLASS.issuperset(classes_of(node)):
            return False
    return True


def classes_of(node: LexborNode) -> list[str]:
    """Return the classes of an element."""
    return (node.attributes.get("class") or "").split()


def is_inline(node: LexborNode) -> bool:
    """Return whether a node is text or an inline element."""
    return node.tag == "-text" or node.tag in INLINE


def children_of(node: LexborNode) -> Iterator[list[LexborNode]]:
    """Yield the children of an element: consecutive inline nodes as one group, each block as its own; `tbody` and the like are skipped."""
    line: list[LexborNode] = []
    for child in node.iter(include_text=True):
        if is_inline(child):
            line.append(child)
            continue
        if line:
            yield line
            line = []
        if child.tag in WRAPPERS:
            yield from children_of(child)
        elif child.is_element_node:
            yield [child]
    if line:
        yield line


def pieces_of(nodes: Iterable[LexborNode]) -> list[Piece]:
    """Return inline nodes as pieces. Spaces are single and have no marks."""
    found: list[Piece] = []
    for piece in _marked(nodes, frozenset()):
        if piece.atom:
            found.append(piece)
            continue
        for part in re.split(r"( )", SPACES.sub(" ", piece.text)):
            marks = frozenset() if part == " " else piece.marks
            if part and (part != " " or (found and not _ends_with_space(found[-1]))):
                found.append(Piece(part, marks))
    while found and found[-1].text == " ":
        found.pop()
    return list(_joined(found))


def _ends_with_space(piece: Piece) -> bool:
    return piece.text.endswith(" ") or piece.atom == "\n"


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if last is not None and not (last.atom or piece.atom) and last.marks == piece.marks:
            last = Piece(last.text + piece.text, last.marks)
            continue
        if last is not None and not (last.text == " " and piece.atom == "\n"):
            yield last
        last = piece
    if last is not None:
        yield last


def _marked(nodes: Iterable[LexborNode], marks: frozenset[str]) -> Iterator[Piece]:
    for node in nodes:
        tag = node.tag or ""
        if tag == "-text":
            yield Piece(node.text_content or "", marks)
        elif tag == "br":
            yield Piece("", marks, "\n")
        elif tag == "img":
            words = SPACES.sub(" ", node.attributes.get("alt") or "").strip()
            source = (node.attributes.get("src") or "").removeprefix(STATIC)
            own = f"a {node.attributes.get('src') or ''}"  # pictures of a gallery link to themselves
            yield Piece("", marks - {own}, f"![{escaped_words(words)}]({address_of(source)})")
        elif tag == "a" and NOTE_LINK in classes_of(node):
            yield Piece("", frozenset(), f"[^{(node.attributes.get('href') or '').removeprefix('#fn:')}]")
        elif tag == "sup" and node.css_first(f"a.{NOTE_LINK}") is not None:
            yield from _marked(node.iter(include_text=True), marks)
        else:
            is_link = tag == "a" and not _is_bare(node)
            mark = f"a {node.attributes.get('href') or ''}" if is_link else tag
            inner = marks | {mark} if tag in MARKS or is_link else marks
            yield from _marked(node.iter(include_text=True), inner)


def _is_bare(link: LexborNode) -> bool:
    """Return whether the text of a link is its address: the portal links addresses with a scheme by itself."""
    address, text = link.attributes.get("href") or "", (link.text() or "").strip()
    return text == address and SCHEME.match(text) is not None


def escaped_words(words: str) -> str:
    """Escape text for the square brackets of a Markdown link or picture."""
    return re.sub(r"([\\`*_\[\]<])", r"\\\1", words)


def address_of(written: str) -> str:
    """Return an address as it stands in the round brackets of a Markdown link."""
    address = written.removeprefix(STATIC)
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _tokens(node: LexborNode) -> Iterator[str]:
    attributes = [f"{name}={node.attributes[name]}" for name in ATTRIBUTES if node.attributes.get(name)]
    attributes += [name for name in sorted(classes_of(node)) if name in CLASSES]
    yield f"<{' '.join([node.tag or '', *attributes])}>"
    for group in children_of(node):
        if is_inline(group[0]):
            for piece in pieces_of(group):
                text = DASHES.sub("-", piece.text.translate(ALIKE))
                yield f"{piece.atom or text}{sorted(piece.marks) if piece.marks else ''}"
        else:
            yield from _tokens(group[0])
    yield "</>"
