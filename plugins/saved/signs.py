"""Text in Markdown: what a reader of Markdown would take for a sign is written so that it stays text."""

from __future__ import annotations

import re
from html import unescape

WHITE = re.compile(r" ?[\t\n\r\f][ \t\n\r\f]*|  [ \t\n\r\f]*")  # not a single space: there are many
SIGNS = re.compile(r"[\\`*_\[\]]")
NOT_ALONE = re.compile(r"&(?! )")  # may begin an entity, with what an element after it begins with
# What begins a heading, a quotation, a list, a rule, a fence or an explanation where it begins a line.
BEGINS = re.compile(
    r"#|>|[+-](?=[ \n]|$|-)|=(?==*\s*$)|~(?=~~)|:(?=[ \n]|$)|\d+(?=[.)](?:[ \n]|$))", re.MULTILINE
)
BACKSLASHED = frozenset("#>+-")


def escaped(html: str) -> str:
    """Return a piece of HTML text as Markdown; white space becomes one space."""
    text = WHITE.sub(" ", html) if "\n" in html or "  " in html or "\t" in html else html
    if "&" in text:
        text = NOT_ALONE.sub("&amp;", unescape(text)).replace("<", "&lt;")
    return SIGNS.sub(r"\\\g<0>", text) if _has_signs(text) else text


def _has_signs(text: str) -> bool:
    # Each search for one sign takes a hundredth of what an expression takes that walks the text.
    return "*" in text or "_" in text or "[" in text or "]" in text or "`" in text or "\\" in text


def at_line_starts(text: str) -> str:
    """Return the lines of a paragraph so that none of them begins anything else."""
    return "\n".join(_as_beginning(line) for line in text.split("\n"))


def _as_beginning(line: str) -> str:
    found = BEGINS.match(line)
    if found is None:
        return line
    sign, rest = found[0], line[found.end() :]
    if sign.isdecimal():
        return f"{sign}\\{rest}"
    return (f"\\{sign}" if sign in BACKSLASHED else f"&#{ord(sign)};") + rest


def address(url: str) -> str:
    """Return an address as it stands between the round brackets of a link."""
    if re.search(r"&#?\w+;", url):
        url = url.replace("&", "&amp;")
    for sign in ' "<>\\':
        url = url.replace(sign, f"%{ord(sign):02X}")
    return f"<{url}>" if "(" in url or ")" in url else url


def in_ticks(text: str) -> str:
    """Return code between as many backticks as it needs."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    ticks = "`" * (longest + 1)
    return f"{ticks}{space}{text}{space}{ticks}"
