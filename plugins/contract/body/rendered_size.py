"""Limit what Markdown makes of a text: definitions are repeated wherever they are used."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX

from plugins.errors.issue import Finding

LARGEST = 1_000_000  # characters, three times the longest text
# What a short text may become: 4 kB with a long abbreviation became 950 kB, in the page and in each feed that has the text.
SMALLEST, GROWTH = 50_000, 20
OF_AN_ELEMENT = 10  # characters that a tag has beside its name
TOO_LARGE = Finding(
    "nội dung dựng ra dài gấp nhiều lần bài viết, thường vì một định nghĩa dài ([…]: hoặc *[…]:) dùng ở nhiều chỗ",
    "Rút ngắn định nghĩa, hoặc viết thẳng vào chỗ cần.",
    ("]:",),
)


class RenderedSizeError(Exception):
    """A text would be rendered to more than LARGEST characters."""


class LimitRenderedSize(Extension):
    """Raises RenderedSizeError before the tree is serialised.

    A definition is one string until then, in however many elements it is used: 220 kB of text took 12 GB to serialise.
    `source_length` is that of the text to convert, in characters.
    """

    source_length = 0

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the step that runs last, after abbreviations and footnotes."""
        md.treeprocessors.register(_Limit(md, self), "limit_rendered_size", -10)


class _Limit(Treeprocessor):
    def __init__(self, md: Markdown, limit: LimitRenderedSize) -> None:
        super().__init__(md)
        self._limit = limit

    def run(self, root: Element) -> None:
        size = 0
        for element in root.iter():
            size += OF_AN_ELEMENT + self._size(element.text) + self._size(element.tail)
            for name, value in element.attrib.items():
                size += len(name) + self._size(value)
        if size > min(LARGEST, SMALLEST + GROWTH * self._limit.source_length):
            raise RenderedSizeError

    def _size(self, text: str | None) -> int:
        """Return the length of a text with the raw HTML that placeholders in it stand for."""
        if not text:
            return 0
        if STX not in text:
            return len(text)
        blocks = self.md.htmlStash.rawHtmlBlocks
        numbers = (int(number) for number in HTML_PLACEHOLDER_RE.findall(text))
        return len(text) + sum(len(str(blocks[number])) for number in numbers if number < len(blocks))
