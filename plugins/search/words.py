"""The words of a text as the index takes them."""

from __future__ import annotations

import re
from html import unescape

TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"\w[\w/.\-]*\w|\w")
STROKE = str.maketrans("đĐ", "dD")


def plain(html: str) -> str:
    """Return the text of HTML, its runs of space as one."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def each_once(text: str) -> list[str]:
    """Return the words of a text in the order in which they first stand there, each in one way of writing only.

    A number of a document (`86/KH-UBND`) is one word.
    """
    first: dict[str, str] = {}
    for word in WORD.findall(text):
        first.setdefault(word.lower(), word)
    return list(first.values())


def without_stroke(words: list[str]) -> list[str]:
    """Return the words with đ as they are typed without it; the index folds every other mark by itself."""
    return [word.translate(STROKE) for word in words if "đ" in word or "Đ" in word]
