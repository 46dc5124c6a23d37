"""What stands in a line, in Markdown: emphasis, links, pictures, code, notes; all else stays HTML, as Markdown allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape

from plugins.saved.signs import WHITE, address, escaped, in_ticks
from plugins.saved.tree import Node

MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
KEPT_TAGS = "abbr b cite del dfn em i ins kbd mark q s samp small span strong sub sup u var"
KEPT = frozenset(KEPT_TAGS.split())
TRANSPARENT = frozenset({"span", "time"})
OF_A_PAGE = frozenset({"loading", "fetchpriority"})


class NoMarkdownError(Exception):
    """Markdown has no way to write this; it stays HTML."""


class Inline:
    """Writes pieces of lines; `notes` are the labels of footnotes by their place (`fn:1`)."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        self._notes = notes

    def write(self, nodes: Sequence[Node], *, cell: bool = False, emphasis: bool = True) -> str:
        """Return what stands in a line. Raises NoMarkdownError for what does not.

        A `cell` of a table, or a heading, is one line; `emphasis` tells whether it may be marked with asterisks.
        """
        out = ""
        for place, node in enumerate(nodes):
            if node.tag == "":
                piece = escaped(node.text)
                if cell:
                    piece = piece.replace("|", "\\|")
            elif node.tag in MARKS and not node.attributes and emphasis:
                after = nodes[place + 1] if place + 1 < len(nodes) else None
                piece = self._marked(node, out[-1:], after, cell=cell)
            else:
                piece = self._element(node, cell=cell, emphasis=emphasis)
            if piece.startswith("[") and out.endswith("!"):
                out = f"{out[:-1]}\\!"  # else the link would be a picture
            out += piece
        return out

    def _element(self, node: Node, *, cell: bool, emphasis: bool) -> str:
        if node.tag == "br":
            return "<br>" if cell else "  \n"
        if node.tag == "img":
            return self._picture(node)
        if node.tag == "a":
            return self._link(node, cell=cell, emphasis=emphasis)
        if node.tag == "code":
            return self._code(node, cell=cell)
        if node.tag == "sup" and (note := self._note(node)):
            return note
        inner = self.write(node.children, cell=cell, emphasis=emphasis)
        says_nothing = node.tag in TRANSPARENT and not node.attributes.keys() - {"datetime"}
        if not says_nothing and node.tag not in KEPT:
            raise NoMarkdownError(node.tag)
        return inner if says_nothing else f"{node.opening}{inner}</{node.tag}>"

    def _marked(self, node: Node, before: str, after: Node | None, *, cell: bool) -> str:
        """Return something between asterisks, where these are sure to be taken for emphasis."""
        inner = self.write(node.children, cell=cell, emphasis=False)
        text = inner.strip()
        lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        begins = bool(lead) or not before.strip() or not (before.isalnum() or before == "*")
        if tail or after is None or after.tag == "br":
            ends = True
        else:
            following = unescape(after.text[:8])[:1]
            ends = after.tag == "" and not following.isalnum() and following != "*"
        if not text or "\n" in inner or not (begins and ends):
            return f"{node.opening}{inner}</{node.tag}>"
        return f"{lead}{MARKS[node.tag]}{text}{MARKS[node.tag]}{tail}"

    def _picture(self, node: Node) -> str:
        if node.attributes.keys() - OF_A_PAGE != {"src", "alt"}:
            return node.opening
        alt = escaped(node.attributes["alt"].replace("&", "&amp;").replace("<", "&lt;"))
        return f"![{alt}]({address(node.attributes['src'])})"

    def _link(self, node: Node, *, cell: bool, emphasis: bool) -> str:
        inner = self.write(node.children, cell=cell, emphasis=emphasis)
        href = node.attributes.get("href", "")
        if node.attributes.keys() != {"href"} or not href or "\n" in inner or not inner.strip():
            return f"{node.opening}{inner}</a>"
        if [child.tag for child in node.children] == [""] and node.children[0].text == href:
            return f"<{href}>" if href.startswith("http") else f"[{inner}]({address(href)})"
        if any(child.tag == "a" for child in node.children):
            raise NoMarkdownError("a")
        return f"[{inner}]({address(href)})"

    @staticmethod
    def _code(node: Node, *, cell: bool) -> str:
        texts = [child.text for child in node.children]
        text = WHITE.sub(" ", unescape("".join(texts)))
        if not all(texts) or not text.strip() or text != text.strip() or (cell and "|" in text):
            raise NoMarkdownError("code")
        return in_ticks(text)

    def _note(self, node: Node) -> str:
        links = [child for child in node.children if child.attributes.get("class") == "footnote-ref"]
        if len(links) != 1 or len(node.children) != 1:
            return ""
        label = self._notes.get(links[0].attributes["href"].rpartition("#")[2])
        return f"[^{label}]" if label else ""
