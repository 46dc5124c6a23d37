"""Change some values of a front matter and keep every other byte."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from plugins.errors.issue import ContentError
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import FENCE, Head, Value, split
from plugins.vietnamese.text import normalise

KEY = re.compile(r"(?P<key>[A-Za-z][\w.-]*)[ \t]*:(?=\s|$)")
ENDS = (FENCE, "...")
WIDEST = 1_000_000  # characters of a line: values are not wrapped
EMPTY: tuple[Value, ...] = ("", [], {})


def with_values(data: bytes, values: Mapping[str, Value]) -> bytes:
    r"""Return a text file whose front matter has `values` by key; an empty value removes its key. Raises ContentError.

    Lines of other keys, comments and the body stay as they are. Without a front matter, or if it is written in a way that
    cannot be edited line by line (Pelican's `Key: value` lines, YAML in braces), the whole front matter is written again.

    >>> with_values(b"---\n# Ten bai\ntitle: A\ndate: 1/3/2024\n---\nBody\n", {"title": "B: b", "date": ""})
    b"---\n# Ten bai\ntitle: 'B: b'\n---\nBody\n"
    """
    text = decode(data, "")
    before = split(normalise(text), "")[0]
    wanted = {entry.key: entry.value for entry in before.entries} | dict(values)
    edited = _edited(text, values)
    if edited is not None and _says(edited, wanted, before.body):
        return edited.encode()
    return _written(wanted, before.body).encode()


def _edited(text: str, values: Mapping[str, Value]) -> str | None:
    """Return the text with the lines of some keys replaced, None if it has no front matter between fences."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].lstrip("\ufeff").rstrip() != FENCE:
        return None
    end = next((number for number in range(1, len(lines)) if lines[number].rstrip() in ENDS), None)
    if end is None:
        return None
    line_end = lines[0][len(lines[0].rstrip("\r\n")) :]
    waiting, head, number = dict(values), [lines[0]], 1
    while number < end:
        found = KEY.match(lines[number])
        after = _end_of_entry(lines, number, end) if found else number + 1
        key = found["key"].lower() if found else ""
        if key in values:
            head += _lines_of(key, waiting.pop(key, ""), line_end)
        else:
            head += lines[number:after]
        number = after
    for key, value in waiting.items():
        head += _lines_of(key, value, line_end)
    return "".join([*head, *lines[end:]])


def _end_of_entry(lines: list[str], number: int, end: int) -> int:
    """Return the number of the first line behind an entry: its own lines are indented, or the items of a list."""
    after = last = number + 1
    while after < end and (lines[after][0] in " \t-" or not lines[after].strip()):
        after += 1
        if lines[after - 1].strip():
            last = after
    return last


def _lines_of(key: str, value: Value, line_end: str) -> list[str]:
    if value in EMPTY:
        return []
    written = yaml.safe_dump({key: value}, allow_unicode=True, width=WIDEST, sort_keys=False)
    return [line + line_end for line in written.splitlines()]


def _says(text: str, wanted: Mapping[str, Value], body: str) -> bool:
    """Return whether a text has these values and this body, without an error that hides one."""
    try:
        head, issues = split(normalise(text), "")
    except ContentError:
        return False
    return (
        not issues
        and head.body == body
        and _given(head) == {key: value for key, value in wanted.items() if value not in EMPTY}
    )


def _given(head: Head) -> dict[str, Value]:
    return {entry.key: entry.value for entry in head.entries if entry.value not in EMPTY}


def _written(values: Mapping[str, Value], body: str) -> str:
    head = "".join(line for key, value in values.items() for line in _lines_of(key, value, "\n"))
    return f"{FENCE}\n{head}{FENCE}\n{body}"
