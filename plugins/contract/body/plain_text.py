"""An extension of Python-Markdown that recognises plain text early.

Markdown offers each block to sixteen block processors and each piece of text to seventeen inline patterns, about half
of its time. Most blocks of a news article are paragraphs that none of them matches.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

# Each inline pattern needs one of these, `://` or two spaces before a line break. A set alone is searched for in
# half the time of alternatives.
MARKUP = re.compile(r"[`\\\[!<&*_~]")


class QuickMarkdown(Extension):
    """Skips block processors and inline patterns where they cannot match: those of Markdown and of `settings.py`.

    All block processors but the last match only a block one of whose lines begins with something other than a letter.
    Not to be used with other extensions, whose processors would be skipped too.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the processors."""
        md.parser.blockprocessors.register(_PlainParagraph(md.parser), "plain_paragraph", 200)
        md.treeprocessors.register(_MarkPlainText(md), "mark_plain_text", 25)  # before "inline", 20
        md.treeprocessors.register(_UnmarkPlainText(md), "unmark_plain_text", 15)


class _PlainParagraph(ParagraphProcessor):
    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Markdown's own signature
        """Return whether every line of a block begins with a letter."""
        return block[:1].isalpha() and (
            "\n" not in block or all(line[:1].isalpha() for line in block.split("\n"))
        )


class _PlainText(AtomicString):
    """Text that the inline patterns skip."""


class _MarkPlainText(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            text = element.text
            if text and not isinstance(text, AtomicString) and not _may_have_markup(text):
                element.text = _PlainText(text)


def _may_have_markup(text: str) -> bool:
    return "://" in text or "  \n" in text or MARKUP.search(text) is not None


class _UnmarkPlainText(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():  # abbreviations are looked for later, and only in ordinary text
            if isinstance(element.text, _PlainText):
                element.text = str(element.text)
