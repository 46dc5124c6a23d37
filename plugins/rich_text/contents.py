"""The table of contents of a long text, from the headings of its second level."""

from __future__ import annotations

import re
from html import unescape

SECTIONS = 4  # headings from which on a text gets one
LONG = 4_000  # characters, about eight screens of a phone
HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<text>.*?)</h2>", re.DOTALL)
ID = re.compile(r' id="([^"]+)"')
NOTE_MARK = re.compile(r'<sup id="fnref.*?</sup>')
MARKUP = re.compile(r"<[^>]*>")


def contents(html: str) -> list[dict[str, str]]:
    """Return the entries of the table of contents, each with `label` and `url`, in the order of the text.

    Empty for a text that is short or has few headings, and if one of them has no id: that of raw HTML.
    """
    if html.count("<h2") < SECTIONS or len(MARKUP.sub("", html)) < LONG:
        return []
    entries = []
    for heading in HEADING.finditer(html):
        if (name := ID.search(heading["attributes"])) is None:
            return []
        entries.append({"label": plain(heading["text"]), "url": f"#{unescape(name[1])}"})
    return entries


def plain(html: str) -> str:
    """Return the text of some HTML, without marks of notes."""
    return " ".join(unescape(MARKUP.sub("", NOTE_MARK.sub("", html))).split())
