"""Compare what the author wrote with what the page says: all letters and digits, in order.

Whatever Markdown drops, moves or renumbers shows here, without a rule for each way in which that may happen. What may
legitimately vanish is listed in `_plain_source`: targets of links, definitions, names of notes, HTML tags.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import takewhile

from plugins.contract.body.inline import BLANK, CODE, label_of
from plugins.contract.body.lists import CLOSE, OPEN
from plugins.errors.issue import Finding

NO_LETTER = re.compile(r"[\W_]+")
ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?=[\s/>])(?P<attributes>(?:"[^"]*"|'[^']*'|[^'"<>])*)>"""
)
AUTOLINK = re.compile(r"<(?:mailto:)?((?:https?|tel|ftp):[^\s<>]*|[^\s<>@]+@[^\s<>]+)>", re.IGNORECASE)
PARENTHESES = r"[^()]*+"
for _ in range(6):  # those of addresses nest
    PARENTHESES = rf"(?:[^()]++|\({PARENTHESES}\))*+"
TARGET = re.compile(rf"\]\({PARENTHESES}\)")
DEFINITION = re.compile(
    r"^((?:[ \t>]|[-*+] |\d+\. )*)\[(?P<label>[^\]^\n][^\]\n]*)\]:[ ]*\n?[ ]*(?P<target>\S+)(?:[ \t]*\n?[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ ]*$",
    re.MULTILINE,
)
ABBREVIATION = re.compile(
    r"^((?:[ \t>]|[-*+] |\d+\. )*)\*\[[^\]\n]+\][ ]?:(?P<meaning>.*(?:\n[ ]{4}.*)*)$", re.MULTILINE
)
REFERENCE = re.compile(r"\][ ]?\[([^\]]*)\]")
NOTE = re.compile(r"(?:[ \t>]|[-*+] )*\[\^([^\]]+)\]:")
NOTE_MARK = re.compile(r"\[\^([^\]]+)\]")
TASK = re.compile(r"^([ \t]*(?:- |\d+\. ))\[[xX]\]", re.MULTILINE)
GIVEN_ID = re.compile(r"\{[ ]?#[\w-]+[ ]?\}(?=[ \t#]{0,9}$)", re.MULTILINE)
TITLE = re.compile(r"\]\(([^()\s]+)[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)')\)")
PICTURES = re.compile(r"(?:[ ]{0,3}!\[[^\[\]]*\]\([^()\s]+(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)\s*)+")
ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});"
)  # Markdown takes none without a semicolon
MEANING = re.compile(r'<abbr title="([^"]*)"')
HIDDEN = re.compile(f"{OPEN}c(\\d+){CLOSE}")
WRITTEN_NUMBER = re.compile(f"{OPEN}\\d+{CLOSE}")

NUMBER = re.compile(r"""\s(?:start|value)\s*=\s*["']?(-?\d{1,6})\b""", re.IGNORECASE)
ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
MARK_ON_PAGE = re.compile(r'<sup id="fnref[^"]*"><a class="footnote-ref"[^>]*>\d+</a></sup>')
BACK_LINK = re.compile(r'<a class="footnote-backref"[^>]*>[^<]*</a>')
NOTES = re.compile(r'<div class="footnote">.*</div>', re.DOTALL)
SHOWN = 60  # characters of each side in a message


def difference(source: str, html: str) -> Finding | None:
    """Return where the page says something else than the author wrote, or None.

    `source` is the Markdown text as Markdown gets it, `html` what came out, sanitised, before typographic quotes.
    """
    if "]:" in source or "*[" in source:
        source = _without_definitions(source, html)
    notes_on_page = NOTES.search(html) if "footnote" in html else None
    source, notes = _without_notes(source) if notes_on_page else (source, [])
    written = _plain_source(source)
    if notes_on_page:
        shown_notes = MARK_ON_PAGE.sub("", BACK_LINK.sub("", notes_on_page[0])).split('<li id="fn:')[1:]
        html = MARK_ON_PAGE.sub("", html[: notes_on_page.start()] + html[notes_on_page.end() :])
        wanted = sorted(_letters(_plain_source(note)) for note in notes)
        if wanted != sorted(_letters(_plain_page(f'<p id="{note}')) for note in shown_notes):
            return _finding("\n".join(notes), "")
    shown = _plain_page(html)
    if written.encode().translate(None, ASCII_SIGNS) == shown.encode().translate(None, ASCII_SIGNS):
        return None  # as for most texts: 22 µs instead of 690 for one of 6,000 characters
    wanted_letters, shown_letters = _letters(written), _letters(shown)
    if wanted_letters == shown_letters:
        return None
    at = sum(
        1
        for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted_letters, shown_letters, strict=False))
    )
    return _finding(_from(written, at), _from(shown, at))


def _letters(text: str) -> str:
    return NO_LETTER.sub("", text)


def _from(text: str, at: int) -> str:
    """Return the rest of a text from its letter number `at`, with the word that this stands in; empty at the end."""
    count = 0
    for position, character in enumerate(text):
        count += character.isalnum()
        if count > at:
            return text[max(text.rfind(" ", 0, position), text.rfind("\n", 0, position)) + 1 :]
    return ""


def _finding(written: str, shown: str) -> Finding:
    first = written.partition("\n")[0].strip()
    source, page = (" ".join(text[:SHOWN].split()) for text in (written, shown))
    if source:
        message = f"chữ “{source}” của bài không có trên trang, hoặc đứng chỗ khác"
        message += f": ở đó trang ghi “{page}”" if page else ""
    else:
        message = f"trang ghi thêm “{page}”"
    hint = "Viết lại chỗ này: bỏ các dấu [ ] * # | < thừa, hoặc thêm một dòng trống phía trên."
    if "|" in first:
        hint = "Hàng này có nhiều ô hơn hàng tên cột: thêm cột, hoặc bớt dấu |; dấu | trong câu thì viết \\|."
    return Finding(message, hint, (first, *first.split()[:2], page))


def _without_notes(text: str) -> tuple[str, list[str]]:
    """Return a text without its notes and the marks that lead to them, and the notes."""
    kept: list[str] = []
    notes: list[str] = []
    names: set[str] = set()
    in_note = after_blank = False
    for line in text.split("\n"):
        if match := NOTE.match(line):
            names.add(match[1])
            notes.append(line[match.end() :])
            in_note = True
        elif in_note and (not line.strip() or not after_blank or line.startswith(("    ", ">"))):
            notes[-1] += f"\n{line}"
        else:
            in_note = False
            kept.append(line)
        after_blank = not line.strip()

    def without_marks(part: str) -> str:
        return NOTE_MARK.sub(lambda match: "" if match[1] in names else match[0], part)

    return without_marks("\n".join(kept)), [without_marks(note) for note in notes]


def _plain_source(text: str) -> str:
    codes: list[str] = []

    def hidden(match: re.Match[str]) -> str:
        codes.append(match[2])
        return f"{OPEN}c{len(codes) - 1}{CLOSE}"

    if "`" in text:
        text = CODE.sub(hidden, text)
    if "<" in text:
        text = COMMENT.sub("", text.replace("\\<", " "))
        text = AUTOLINK.sub(r"\1", text)
        text = TAG.sub(_Tags().shown, text)
    if "]" in text:
        text = TARGET.sub("]", _with_captions(text)) if "](" in text else text
        text = TASK.sub(r"\1", text)
    text = GIVEN_ID.sub("", text) if "{" in text else text
    text = WRITTEN_NUMBER.sub("", text) if OPEN in text else text
    text = ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text
    return HIDDEN.sub(lambda match: codes[int(match[1])], text) if codes else text


def _with_captions(text: str) -> str:
    """Return a text in which the titles of pictures that stand alone are text: they are captions on the page."""
    if "![" not in text:
        return text
    parts = BLANK.split(text)
    parts[::2] = [
        TITLE.sub(r"] \2\3", part) if PICTURES.fullmatch(part.strip("\n")) else part for part in parts[::2]
    ]
    return "".join(parts)


def _without_definitions(source: str, html: str) -> str:
    """Return a text without the definitions whose target or meaning is on the page, and without references to them."""
    page = unescape(html)
    labels: set[str] = set()

    def unless_used(match: re.Match[str]) -> str:
        if f'="{match["target"].strip("<>")}' not in page:
            return match[0]
        labels.add(label_of(match["label"]))
        return match[1]

    source = DEFINITION.sub(unless_used, source)
    if labels:
        source = REFERENCE.sub(
            lambda match: "]" if label_of(match[1]) in labels or not match[1] else match[0], source
        )
    if "*[" in source:
        meanings = _letters(" ".join(MEANING.findall(page)))
        source = ABBREVIATION.sub(
            lambda match: match[1] if _letters(match["meaning"]) in meanings else match[0], source
        )
    return source


def _plain_page(html: str) -> str:
    """Return the text of some HTML, with the numbers of lists and the text alternatives of pictures."""
    return unescape(TAG.sub(_Tags().shown if "<ol" in html or "<img" in html else "", html))


class _Tags:
    """What is read where a tag stands: the number of a list item, the text alternative of a picture."""

    def __init__(self) -> None:
        self._next: list[int | None] = []  # of the open lists; None for unordered ones

    def shown(self, tag: re.Match[str]) -> str:
        """Return the text for a tag; `a<b` and the next `>` two paragraphs later are none."""
        if "\n\n" in tag[0]:
            return tag[0]
        name = tag["name"].lower()
        if name == "img":
            found = ALT.search(tag["attributes"])
            return (found[1] or found[2] or "") if found else ""
        if name in {"ol", "ul"}:
            if tag["end"]:
                del self._next[-1:]
            else:
                number = NUMBER.search(tag["attributes"])
                self._next.append((int(number[1]) if number else 1) if name == "ol" else None)
        elif name == "li" and not tag["end"] and self._next and self._next[-1] is not None:
            number = NUMBER.search(tag["attributes"])
            shown = int(number[1]) if number else self._next[-1]
            self._next[-1] = shown + 1
            return f" {shown}. "
        return ""
