"""Plain prose past the inline patterns: most paragraphs of a news article have nothing for them to find.

Python-Markdown tries fourteen patterns on every piece of text, about half of its time. A text without any sign
that one of them begins with comes out as it went in, so it need not be tried.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor

# The patterns of Markdown itself and of the extensions in `settings.py`, each of which needs one of SIGNS.
KNOWN = frozenset(
    {
        "backtick",
        "escape",
        "reference",
        "link",
        "image_link",
        "image_reference",
        "short_reference",
        "short_image_ref",
        "autolink",
        "automail",
        "linebreak",
        "html",
        "entity",
        "not_strong",
        "em_strong",
        "em_strong2",
        "footnote",
    }
)
SIGNS = re.compile(r"[`\\\[!<&*_]|  \n")


class QuickInline(Extension):
    """Replaces Markdown's inline step by one that leaves plain prose alone."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the step, unless another extension has brought patterns of its own."""
        patterns: Any = md.inlinePatterns
        if {item.name for item in patterns._priority} <= KNOWN:  # noqa: SLF001 - the only way to the names
            md.treeprocessors.register(_QuickInlineProcessor(md), "inline", 20)


class _QuickInlineProcessor(InlineProcessor):
    def _InlineProcessor__handleInline(self, data: Any, patternIndex: int = 0) -> Any:  # noqa: N802, N803 - Markdown's own names
        if SIGNS.search(data) is None:
            return data
        return super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc] # private in Markdown
