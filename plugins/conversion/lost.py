"""Find what a document says and its text does not, so that the writer sees every line that the conversion loses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

# What Markdown adds to words: targets of links and pictures, marks of notes, tags.
ADDED = re.compile(r"\]\((?:<[^>]*>|[^()\s]*)\)|\[\^\w+\]:?|(?<!\\)<[^<>]*>")
LONGEST_NAMED = 60  # characters
OUT_OF_ORDER = 2_000  # lines that are looked for in the whole text; others stand behind the one before them


def lost_words(lines: Iterable[str], text: str) -> dict[str, int]:
    """Return how many lines are lost, by what to say of them; nothing if none is."""
    lost = lost_lines(lines, text)
    said = f"đoạn có chữ không mang sang được, như “{lost[0][:LONGEST_NAMED]}”" if lost else ""
    return {said: len(lost)} if lost else {}


def lost_lines(lines: Iterable[str], text: str) -> list[str]:
    """Return the lines of which no line of a Markdown text has all letters and digits, in order.

    >>> lost_lines(["Họp thôn", "Lúc 7 giờ"], "## Họp **thôn**")
    ['Lúc 7 giờ']
    """
    whole, at, left = _letters(unescape(ADDED.sub("", text))), 0, OUT_OF_ORDER
    found = []
    for line in lines:
        wanted = _letters(line)
        place = whole.find(wanted, at)
        if place < 0 and left:
            left -= 1
            place = whole.find(wanted)
        if place < 0:
            found.append(" ".join(line.split()))
        else:
            at = place + len(wanted)
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
