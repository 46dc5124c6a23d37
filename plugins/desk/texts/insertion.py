"""What is put into a text for people who do not write Markdown: links to own texts, pictures, documents."""

from __future__ import annotations

import re
from urllib.parse import quote

from plugins.contract.body.pictures import is_empty_word
from plugins.desk.uploads.store import Listed
from plugins.vietnamese.text import slug_of

MARKS = re.compile(r"[\\`*_\[\]]|(?<=\])\(")
BRACKETS = str.maketrans("[]", "()")


def link_to_text(path: str, title: str) -> str:
    r"""Return a link to the text at a path below the content folder.

    >>> link_to_text("articles/2024/03/hop.md", "Họp [khẩn]")
    '[Họp \\[khẩn\\]]({filename}/articles/2024/03/hop.md)'
    """
    return f"[{escaped(title)}]({{filename}}/{quote(path)})"


def markdown_of(file: Listed, words: str) -> str:
    """Return what shows an uploaded picture, plays a video or leads to a document."""
    if file.is_picture or file.is_played:
        return f"![{' '.join(words.translate(BRACKETS).split()).replace('<', '&lt;')}]({file.name})"
    return f"[{escaped(words)}]({file.name})"


def wrong_words(file: Listed, words: str, title: str) -> str:
    """Return what is wrong with the words for a file, in the text with a title, "" if they say something."""
    if not file.is_picture and not file.is_played:
        return (
            ""
            if slug_of(words)
            else "Viết tên để người đọc biết tệp này là gì, ví dụ: Kế hoạch số 86/KH-UBND"
        )
    if not words.strip():
        return "Viết mô tả trước, cho người không nhìn thấy: trong đó có ai, ở đâu, đang làm gì."
    if is_empty_word(words, file.name):
        return f"Mô tả “{words}” không nói gì. Viết trong đó có ai, ở đâu, đang làm gì."
    if words.strip().casefold() == title.strip().casefold():
        return "Mô tả chỉ nhắc lại tiêu đề. Viết trong đó có ai, ở đâu, đang làm gì."
    return ""


def with_paragraph(body: str, paragraph: str) -> str:
    """Return a body with one more paragraph at its end."""
    before = body.rstrip()
    return f"{before}\n\n{paragraph}\n" if before else f"{paragraph}\n"


def escaped(text: str) -> str:
    """Return a text on one line, whose characters mean nothing in Markdown."""
    return MARKS.sub(r"\\\g<0>", " ".join(text.split())).replace("<", "&lt;")
