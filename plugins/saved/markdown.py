"""HTML of an article as Markdown.

Written from what is published, and not from the editor's source: so nothing can stand in it that the page does not
say (comments, notes and links that nothing leads to), and every link leads where the page's does. Blocks that
Markdown has no way to write stay HTML, which Markdown allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from plugins.saved.inline import Inline, NoMarkdownError
from plugins.saved.signs import at_line_starts
from plugins.saved.tables import table
from plugins.saved.tree import Node, tree_of

FOOTNOTES = '<div class="footnote">'
HOLDS_BLOCKS = frozenset({"article", "div", "footer", "header", "main", "section"})
OTHER_BLOCKS = "blockquote caption col colgroup dd details dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td tfoot th thead tr ul"
BLOCKS = HOLDS_BLOCKS | set(OTHER_BLOCKS.split())
# What says nothing to a reader of Markdown; anything else keeps a block in HTML.
NO_LOSS = frozenset({"class", "lang", "role", "aria-label", "tabindex", "start"})
MERGING = frozenset({"ul", "ol", "dl", "blockquote"})  # two of a kind would become one
APART = "<!-- -->"
INDENT = "    "

Block = tuple[str, str]  # the tag it was made of ("" for what stays HTML), and its lines


def markdown_of(html: str) -> str:
    """Return a text as Markdown, that ends with a line end; `html` is as the sanitiser writes it, links absolute."""
    root = tree_of(html)
    places = dict.fromkeys(item.attributes["id"] for item in _notes(root)) if FOOTNOTES in html else ()
    try:
        blocks = Blocks(html, {place: str(number) for number, place in enumerate(places, 1)}).of(
            root.children
        )
    except NoMarkdownError:  # a note that holds a table: then all notes stay as they are
        blocks = Blocks(html, {}).of(root.children)
    lines = []
    for place, (tag, text) in enumerate(blocks):
        if place and tag in MERGING and blocks[place - 1][0] == tag:
            lines.append(APART)
        lines.append(text)
    return "\n\n".join(lines) + "\n"


class Blocks:
    """Writes the blocks of one text."""

    def __init__(self, html: str, notes: dict[str, str]) -> None:
        self._html = html
        self._notes = notes
        self._inline = Inline(notes)
        self._writers: dict[str, Callable[[Node], str]] = {
            "p": self._paragraph,
            "ul": self._list,
            "ol": self._list,
            "dl": self._explanations,
            "blockquote": self._quotation,
            "figure": self._figure,
            "hr": lambda _: "---",
            "table": lambda node: table(node, self._inline),
        } | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._heading)

    def of(self, nodes: Sequence[Node]) -> list[Block]:
        """Return the blocks of some nodes; text between blocks is a paragraph."""
        return [block for group in _grouped(nodes) for block in self._group(group) if block[1]]

    def _group(self, group: list[Node]) -> Iterator[Block]:
        node = group[0]
        if node.tag not in BLOCKS:
            yield self._loose(group)
        elif node.opening == FOOTNOTES and self._notes:
            yield from self._footnotes(node)
        elif node.tag in HOLDS_BLOCKS and not node.attributes.keys() - NO_LOSS and node.opening != FOOTNOTES:
            yield from self.of(node.children)
        else:
            yield self._block(node)

    def _loose(self, group: list[Node]) -> Block:
        """Return text between blocks as a paragraph, one in HTML if Markdown cannot write it."""
        try:
            return "p", self._in_lines(group)
        except NoMarkdownError:
            whole = Node("p", group[0].start, end=group[-1].end)
            return "", f"<p>{self._as_html(whole).strip()}</p>"

    def _block(self, node: Node) -> Block:
        try:
            if node.tag in self._writers and not node.attributes.keys() - NO_LOSS:
                return node.tag, self._writers[node.tag](node)
        except NoMarkdownError:
            pass
        return "", self._as_html(node)

    def _as_html(self, node: Node) -> str:
        html = self._html[node.start : node.end]
        if "<pre" in html:
            return html.replace("\n", "&#10;")
        return re.sub(r"\n\s*\n", "\n", html)  # an empty line would end it

    def _in_lines(self, nodes: Sequence[Node]) -> str:
        text = self._inline.write(nodes)
        if "\n" not in text:
            return at_line_starts(text.strip())
        return at_line_starts("\n".join(line.strip(" ") + "  " for line in text.split("  \n")).strip())

    def _paragraph(self, node: Node) -> str:
        return self._in_lines(node.children)

    def _heading(self, node: Node) -> str:
        text = self._inline.write(node.children, cell=True).strip()
        return f"{'#' * int(node.tag[1])} {re.sub(r'#$', '&#35;', text)}"

    def _quotation(self, node: Node) -> str:
        lines = "\n\n".join(self._inside(node.children)).split("\n")
        return "\n".join(f"> {line}" if line else ">" for line in lines)

    def _list(self, node: Node) -> str:
        items = [child for child in node.children if child.tag or child.text.strip()]
        if any(item.tag != "li" or item.attributes for item in items):
            raise NoMarkdownError("li")
        start = int(node.attributes.get("start") or 1)
        written = [self._item(item) for item in items]
        loose = any(len(blocks) > 1 and glue == "\n\n" for blocks, glue in written)
        lines = []
        for number, (blocks, glue) in enumerate(written, start):
            text = glue.join(blocks).replace("\n", f"\n{INDENT}")
            lines.append(f"{'-' if node.tag == 'ul' else f'{number}.'} {text}")
        return re.sub(r"(?m)^ +$", "", ("\n\n" if loose else "\n").join(lines))

    def _item(self, item: Node) -> tuple[list[str], str]:
        blocks = self._blocks_inside(item.children)
        if not blocks or blocks[0][0] != "p":
            raise NoMarkdownError("li")
        tight = not any(child.tag == "p" for child in item.children)
        if tight and any(tag not in {"ul", "ol"} for tag, _ in blocks[1:]):
            raise NoMarkdownError("li")
        return [text for _, text in blocks], "\n" if tight else "\n\n"

    def _explanations(self, node: Node) -> str:
        groups: list[str] = []
        before = ""
        for child in node.children:
            if child.tag not in {"dt", "dd"} or child.attributes:
                if child.tag or child.text.strip():
                    raise NoMarkdownError("dl")
                continue
            text = self._inside_line(child)
            if child.tag == "dd":
                groups[-1:] = [f"{groups[-1]}\n:   {text}"] if groups else [f":   {text}"]
            elif before == "dt":
                groups[-1] += f"\n{text}"
            else:
                groups.append(text)
            before = child.tag
        return "\n\n".join(groups)

    def _figure(self, node: Node) -> str:
        parts = [child for child in node.children if child.tag or child.text.strip()]
        pictures = [part for part in parts if part.tag == "img"]
        captions = [part for part in parts if part.tag == "figcaption"]
        if [*pictures, *captions] != parts or not pictures or len(captions) > 1:
            raise NoMarkdownError("figure")
        return "\n\n".join([self._in_lines(pictures), *(self._inside_line(caption) for caption in captions)])

    def _footnotes(self, node: Node) -> Iterator[Block]:
        for item in _notes(Node("", 0, children=[node])):
            label = self._notes[item.attributes["id"]]
            blocks = self._inside(_without_way_back(item.children))
            yield "", f"[^{label}]: " + "\n\n".join(blocks).replace("\n", f"\n{INDENT}")

    def _inside_line(self, node: Node) -> str:
        text = self._in_lines(node.children)
        if not text or "\n" in text:
            raise NoMarkdownError(node.tag)
        return text

    def _inside(self, nodes: Sequence[Node]) -> list[str]:
        return [text for _, text in self._blocks_inside(nodes)]

    def _blocks_inside(self, nodes: Sequence[Node]) -> list[Block]:
        """Return blocks that can stand in another one: none stays HTML, and no two become one."""
        blocks = self.of(nodes)
        tags = [tag for tag, _ in blocks]
        if "" in tags or any(one == other and one in MERGING for one, other in pairwise(tags)):
            raise NoMarkdownError("block")
        return blocks


def _grouped(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield blocks one by one, and what stands between them together."""
    line: list[Node] = []
    for node in nodes:
        if node.tag in BLOCKS:
            if line:
                yield line
                line = []
            yield [node]
        elif line or node.tag or node.text.strip():
            line.append(node)
    if line:
        yield line


def _notes(node: Node) -> Iterator[Node]:
    """Yield the notes of a text, in whatever holds them."""
    for child in node.children:
        if child.opening == FOOTNOTES:
            yield from (
                item for part in child.children if part.tag == "ol" for item in part.children if item.tag
            )
        elif child.tag in HOLDS_BLOCKS:
            yield from _notes(child)


def _without_way_back(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes of a footnote without the links to where it is called, which Markdown makes itself."""
    kept = []
    for node in nodes:
        if node.attributes.get("class") != "footnote-backref":
            node.children = _without_way_back(node.children)
            kept.append(node)
    return kept
