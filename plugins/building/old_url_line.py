"""Add an old URL to the front matter of a file, and keep every other byte."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.errors.issue import ContentError
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import Head, split
from plugins.vietnamese.text import normalise

KEY = "old_urls"
FENCE = b"---"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WRITTEN = re.compile(rb"(?P<key>old_urls[ \t]*:)(?P<value>[^\r\n]*)(?P<end>\r\n?|\n|$)", re.IGNORECASE)
ITEM = re.compile(rb"[ \t]*-[ \t]+")


def line_of(urls: Sequence[str]) -> str:
    """Return the line of front matter for these URLs."""
    return f"{KEY}: {', '.join(urls)}"


def with_old_url(data: bytes, url: str) -> bytes | None:
    """Return a file with one more old URL; None if its front matter is written in a way that a person has to change.

    The result is read again: everything but the field must be as before.
    """
    lines = data.splitlines(keepends=True)  # of bytes: only at \n, \r\n and \r
    end = _end_of_head(lines)
    if end is None:
        return None
    at = next((number for number in range(end) if WRITTEN.match(lines[number])), None)
    if at is None:
        line_end = b"\r\n" if lines[0].endswith(b"\r\n") else lines[0][-1:]
        lines.insert(end, line_of([url]).encode() + line_end)
    elif ITEM.match(following := lines[at + 1] if at + 1 < end else b"") and (item := ITEM.match(following)):
        line_end = following[len(following.rstrip(b"\r\n")) :]
        lines.insert(at + 1, item[0] + url.encode() + line_end)
    else:
        lines[at] = WRITTEN.sub(lambda match: _longer(match, url.encode()), lines[at], count=1)
    changed = b"".join(lines)
    return changed if _only_adds(data, changed, url) else None


def _end_of_head(lines: list[bytes]) -> int | None:
    """Return the number of the line behind which no front matter follows: the closing fence, or the empty line."""
    if not lines:
        return None
    fenced = lines[0].removeprefix(BYTE_ORDER_MARK).rstrip() == FENCE
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == (FENCE if fenced else b""):
            return number
    return None


def _longer(match: re.Match[bytes], url: bytes) -> bytes:
    """Return a line with the URL before those that it has."""
    value = match["value"].strip()
    if value.startswith(b"["):
        rest = value[1:].lstrip()
        value = b"[" + url + (b"" if rest.startswith(b"]") else b", ") + rest
    else:
        value = b", ".join(filter(None, [url, value]))
    return match["key"] + b" " + value + match["end"]


def _only_adds(before: bytes, after: bytes, url: str) -> bool:
    try:
        old, new = (split(normalise(decode(data, "")), "") for data in (before, after))
    except ContentError:
        return False
    same_text = old[0].body == new[0].body and len(old[1]) == len(new[1])
    return same_text and _others(old[0]) == _others(new[0]) and _urls(new[0]) == [url, *_urls(old[0])]


def _others(head: Head) -> list[tuple[str, object]]:
    return [(entry.key, entry.value) for entry in head.entries if entry.key != KEY]


def _urls(head: Head) -> list[str]:
    found = next((entry.value for entry in head.entries if entry.key == KEY), "")
    return re.split(r"[\s,;]+", found) if found and isinstance(found, str) else list(map(str, found))
