"""A table in Markdown: one row of heads, rows of as many cells, each one line; any other table stays HTML."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.saved.inline import Inline, NoMarkdownError
from plugins.saved.tree import Node

RULES = {"": "---", "align-left": ":---", "align-center": ":---:", "align-right": "---:"}


def table(node: Node, inline: Inline) -> str:
    """Return a table's lines. Raises NoMarkdownError for one that Markdown cannot write."""
    parts = _elements(node)
    if [part.tag for part in parts] not in (["thead", "tbody"], ["thead"]):
        raise NoMarkdownError("table")
    heads = [_elements(row) for row in _elements(parts[0])]
    rows = [_elements(row) for part in parts[1:] for row in _elements(part)]
    if len(heads) != 1 or not heads[0] or any(len(row) != len(heads[0]) for row in rows):
        raise NoMarkdownError("tr")
    aligned = [_rule(cell) for cell in heads[0]]
    if any(cell.tag != "th" for cell in heads[0]) or any(
        cell.tag != "td" or _rule(cell) != rule
        for row in rows
        for cell, rule in zip(row, aligned, strict=True)
    ):
        raise NoMarkdownError("td")
    lines = [
        _line([inline.write(cell.children, cell=True).strip() for cell in row]) for row in (*heads, *rows)
    ]
    return "\n".join([lines[0], _line(aligned), *lines[1:]])


def _elements(node: Node) -> list[Node]:
    found = [child for child in node.children if child.tag or child.text.strip()]
    if any(not child.tag for child in found):
        raise NoMarkdownError(node.tag)
    return found


def _rule(cell: Node) -> str:
    if cell.attributes.keys() - {"class"}:
        raise NoMarkdownError(cell.tag)
    return RULES[cell.attributes.get("class", "")]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
