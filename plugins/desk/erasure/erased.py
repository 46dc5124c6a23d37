"""What is to be erased: words, wherever they stand in texts, and whole files such as a picture or a PDF."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from plugins.errors.issue import UserError

IN_PLACE = "[đã xóa]"
SHORTEST = 4  # characters; shorter words stand in every text
SEPARATOR = "==>"  # of git-filter-repo's list of replacements
MARKDOWN = re.compile(r"([\\`*_\[\]<~])")
# How words are written in JSON, HTML and Markdown that was made of a document: Markdown leaves quotation marks, Python and Jinja have numbers of their own for them.
ESCAPED: tuple[Callable[[str], str], ...] = (
    lambda words: json.dumps(words, ensure_ascii=False)[1:-1],
    lambda words: escape(words, quote=False),
    lambda words: escape(words, quote=False).replace('"', "&quot;"),
    escape,
    lambda words: escape(words, quote=False).replace('"', "&#34;").replace("'", "&#39;"),
    lambda words: MARKDOWN.sub(r"\\\1", words),
    lambda words: words.replace("'", "''"),  # YAML, between apostrophes
)


@dataclass(frozen=True)
class Erased:
    """`words` as they were written in a text, e.g. a telephone number; `files` by their paths in the content folder."""

    words: tuple[str, ...]
    files: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise UserError for nothing, and for what cannot be erased without harm."""
        if not self.words and not self.files:
            raise UserError(
                "Viết điều cần xóa: --words 'đúng như đã viết trong bài', hoặc --file đường/dẫn/tệp.pdf"
            )
        for words in self.words:
            if len(words.strip()) < SHORTEST or "\n" in words or SEPARATOR in words:
                raise UserError(
                    f"Không xóa được “{words}”: viết ít nhất {SHORTEST} ký tự, trên một dòng, không có {SEPARATOR}"
                )

    def forms(self, encoding: str = "utf-8") -> list[bytes]:
        """Return the words as bytes: with composed and with decomposed marks, which texts from macOS have, and as in JSON, HTML and Markdown."""
        found = [unicodedata.normalize(form, words) for words in self.words for form in ("NFC", "NFD")]
        found += [written(form) for written in ESCAPED for form in found]
        return [form.encode(encoding) for form in dict.fromkeys(found)]

    def is_in(self, data: bytes, encoding: str = "utf-8") -> bool:
        """Return whether any of the words stands in a file or a message."""
        return any(form in data for form in self.forms(encoding))

    def without(self, data: bytes) -> bytes:
        """Return a file or a message without the words.

        >>> Erased(("0912 345 678",), ()).without("Gọi 0912 345 678.".encode()).decode()
        'Gọi [đã xóa].'
        """
        for form in self.forms():
            data = data.replace(form, IN_PLACE.encode())
        return data
