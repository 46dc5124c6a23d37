"""Plain paragraphs past the block processors: most blocks of a news article can be nothing else.

Python-Markdown asks sixteen processors, one after the other, whether a block is theirs. Each of them, but the
last, needs a sign or a space at the beginning of one of the block's lines.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension

# The processors of Markdown itself and of the extensions in `settings.py`.
KNOWN = frozenset(
    {
        "empty",
        "indent",
        "defindent",
        "code",
        "table",
        "hashheader",
        "setextheader",
        "hr",
        "olist",
        "ulist",
        "deflist",
        "quote",
        "footnote",
        "abbr",
        "reference",
        "paragraph",
    }
)


class QuickBlocks(Extension):
    """Recognises paragraphs before anything else is asked."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the step, unless another extension has brought processors of its own."""
        processors: Any = md.parser.blockprocessors
        if {item.name for item in processors._priority} <= KNOWN:  # noqa: SLF001 - the only way to the names
            processors.register(_PlainParagraph(md.parser), "plain_paragraph", 200)


class _PlainParagraph(ParagraphProcessor):
    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Markdown's own signature
        """Tell whether every line of a block begins with a letter."""
        if not block[:1].isalpha():
            return False
        return "\n" not in block or all(line[:1].isalpha() for line in block.split("\n"))
