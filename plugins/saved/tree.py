"""HTML as the sanitiser and our templates write it, as a tree whose every element knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+(?:=\"[^\"]*\")?)*)>")
ATTRIBUTE = re.compile(r" ([a-z-]+)(?:=\"([^\"]*)\")?")
VOID = frozenset({"br", "col", "hr", "img", "wbr"})


@dataclass(slots=True)
class Node:
    """An element, or a piece of text (its tag is ""); `start` and `end` are its place in the HTML.

    `text` is as it stands in the HTML, with its entities; `opening` is the tag as it is written.
    """

    tag: str
    start: int
    text: str = ""
    opening: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    end: int = 0


def tree_of(html: str) -> Node:
    """Return a root that holds all of an HTML text."""
    root = Node("", 0, end=len(html))
    open_ones = [root]
    place = 0
    for token in TOKEN.finditer(html):
        if token.start() > place:
            _add_text(open_ones[-1], html, place, token.start())
        place = token.end()
        if token["end"]:
            _close(open_ones, token["tag"], token.start(), place)
            continue
        node = Node(token["tag"], token.start(), opening=token[0], end=place)
        if token["attributes"]:
            node.attributes = {
                name: unescape(value) for name, value in ATTRIBUTE.findall(token["attributes"])
            }
        open_ones[-1].children.append(node)
        if node.tag not in VOID:
            open_ones.append(node)
    if place < len(html):
        _add_text(open_ones[-1], html, place, len(html))
    return root


def _add_text(parent: Node, html: str, start: int, end: int) -> None:
    parent.children.append(Node("", start, text=html[start:end], end=end))


def _close(open_ones: list[Node], tag: str, start: int, end: int) -> None:
    """Close an element, with those in it that were left open."""
    if tag not in [node.tag for node in open_ones]:
        return
    while (node := open_ones.pop()).tag != tag:
        node.end = start
    node.end = end
