"""Turn a text as editors write it into one that Python-Markdown reads in the same way; raw HTML is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.contract.body.inline import normalise_marks
from plugins.contract.body.lines import normalise_lines, normalise_tables
from plugins.contract.body.lists import BLOCKS, CLOSE, OPEN, normalise_lists

# A block of HTML begins a line; as in Markdown, it ends with the element's own closing tag.
HTML_BLOCK = re.compile(rf"^[ ]{{0,3}}<(?P<name>{BLOCKS})(?=[\s/>])", re.IGNORECASE | re.MULTILINE)
WRAPPED = re.compile(r"[ ]{0,3}<div(?: (?:align|class)=(?:\"[^\"]*\"|'[^']*'|\w+))*>[ \t]*", re.IGNORECASE)
WRAPPER = re.compile(rf"^{WRAPPED.pattern}\n[ \t]*$", re.IGNORECASE | re.MULTILINE)
END_OF_WRAPPED = re.compile(r"[ ]{0,3}</div>[ \t]*", re.IGNORECASE)
VOID = {"hr"}
# An element of nothing but paragraphs: in HTML a blank line between them means nothing, and they would be one.
BLANK_LINE = re.compile(r"\n[ \t]*+\n")
PARAGRAPHS = re.compile(
    rf"<(?P<name>p|div|blockquote)\b[^<>]*>(?P<inside>(?:(?!</?(?:{BLOCKS})[\s>/]).)*+)</(?P=name)>",
    re.IGNORECASE | re.DOTALL,
)


def prepared(text: str) -> str:
    """Return the Markdown text to convert. Texts with the private characters of `lists` are left as they are."""
    if OPEN in text or CLOSE in text:
        return text
    text = _without_wrappers(text) if "<" in text else text
    text = "".join(
        _with_paragraphs(part) if is_html else normalise_tables(part) for part, is_html in _parts(text)
    )
    return "".join(
        part if is_html else normalise_lines(normalise_lists(normalise_marks(part, text)))
        for part, is_html in _parts(text)
    )


def _without_wrappers(text: str) -> str:
    """Return a text without the lines `<div>` and `</div>` around Markdown, which Markdown would show as it stands.

    As in CommonMark, what follows such a line and a blank one is Markdown.
    """
    if not WRAPPER.search(text):
        return text
    lines, opened, wrappers = text.split("\n"), list[int](), set[int]()
    for number, line in enumerate(lines):
        if WRAPPED.fullmatch(line):
            opened.append(number)
        elif END_OF_WRAPPED.fullmatch(line) and opened:
            begin = opened.pop()
            if not "".join(lines[begin + 1 : begin + 2]).strip():
                wrappers |= {begin, number}
    return "\n".join("" if number in wrappers else line for number, line in enumerate(lines))


def _with_paragraphs(block: str) -> str:
    """Return a block of HTML, or Markdown with the same paragraphs if it consists of them."""
    match = PARAGRAPHS.fullmatch(block) if "\n" in block else None
    if match is None or BLANK_LINE.search(match["inside"]) is None:
        return block
    inside = match["inside"].strip()
    if match["name"].lower() == "blockquote":
        inside = re.sub("^", "> ", inside, flags=re.MULTILINE)
    return f"\n\n{inside}\n\n"


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the blocks of HTML of a text and what stands between them.

    Backticks in them are text; as entities, nothing takes them for code.
    """
    start = 0
    while match := HTML_BLOCK.search(text, start) if "<" in text else None:
        begin = text.rindex("<", 0, match.end())
        end = _end_of(match["name"].lower(), text, begin)
        yield text[start:begin], False
        yield text[begin:end].replace("`", "&#96;"), True
        start = end
    yield text[start:], False


def _end_of(name: str, text: str, begin: int) -> int:
    """Return where the element that begins at `begin` ends, or the block if it is not closed."""
    if name not in VOID:
        depth = 0
        for tag in re.compile(rf"<(/?){name}(?=[\s>/])[^>]*>", re.IGNORECASE).finditer(text, begin):
            depth += -1 if tag[1] else 1
            if depth <= 0:
                return tag.end()
    blank = text.find("\n\n", begin)
    return len(text) if blank < 0 else blank
