"""Convert the HTML that Word, Google Docs and browsers put on the clipboard to Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from plugins.conversion.lost import lost_words
from plugins.conversion.markdown import Markdown
from plugins.conversion.old_fonts import encoding_of, in_unicode
from plugins.conversion.preparation import BULLET, FIRST_DEPTH, LABEL, LABEL_ENDS, PRIVATE
from plugins.conversion.word import Converted, counted

FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
UNSEEN = "script, style, head, title, meta, link, template, noscript, iframe, object, embed, svg, math, input, button, select, textarea"
HIDDEN = re.compile(
    r"(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)(?![\w-])", re.IGNORECASE
)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
WORD_ITEM = re.compile(r"mso-list\s*:\s*\S+\s+level(\d)", re.IGNORECASE)
WORD_LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
NOT_BOLD = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.IGNORECASE)
ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
SHOWN_AS = {"b": "strong", "i": "em", "strike": "s", "del": "s"}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
CONTAINERS = {
    "html", "body", "div", "section", "article", "main", "header", "footer", "center", "blockquote", "figure", "figcaption",
    "details", "summary", "dl", "dt", "dd", "address", "aside", "nav", "pre", "fieldset", "form",
}  # fmt: skip
LISTS = {"ul", "ol"}
NUMERALS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
NO_TEXT = {
    "math": "công thức",
    "svg": "hình vẽ",
    "object": "phần nhúng",
    "embed": "phần nhúng",
    "iframe": "phần nhúng",
}
OF_FORMS = {"input", "button", "select", "textarea"}
FIELDS = "ô và nút của biểu mẫu"
PICTURES = "ảnh (kéo thả vào trang, hoặc tải lên ở mục “Ảnh và tệp”)"
REDIRECT = "www.google.com"  # Google Docs leads there first
DEEPEST = 8


def read_pasted(html: str) -> Converted:
    """Return the HTML of a clipboard as a text of the portal."""
    found = FRAGMENT.search(html)
    shown = DECLARATION.sub("", found[1] if found else html)
    page = BeautifulSoup(shown.translate(PRIVATE), "html.parser")
    dropped: Counter[str] = Counter()
    _remove_unseen(page, dropped)
    _use_marks(page)
    said = [str(one) for one in page.find_all(string=True) if one.find_parent(style=WORD_LABEL) is None]
    root = BeautifulSoup("", "html.parser")
    for block in list(_blocks(page, root)):
        root.append(block)
    text = Markdown(str(root)).text()
    dropped.update(lost_words(said, text))
    return Converted(text, dropped=list(counted(dropped)))


def _remove_unseen(page: BeautifulSoup, dropped: Counter[str]) -> None:
    for text in page.find_all(string=lambda one: isinstance(one, PreformattedString)):
        text.extract()  # comments, also conditional ones
    for element in page.select(UNSEEN):
        said = element.get_text(strip=True) or element.get("value", "")
        if element.name in OF_FORMS and said and element.get("type") != "hidden":
            dropped[FIELDS] += 1
        elif element.name in NO_TEXT:
            dropped[NO_TEXT[element.name]] += 1
        element.decompose()
    for element in [*page.find_all(style=HIDDEN), *page.select("[hidden]")]:
        element.decompose()
    for picture in page.find_all("img"):
        dropped[PICTURES] += 1
        picture.decompose()


def _use_marks(page: BeautifulSoup) -> None:
    """Replace styles by elements: bold, italic, superscript, subscript; convert text in fonts from before Unicode."""
    for element in page.select("*"):
        style = str(element.get("style", ""))
        if (font := FONT.search(style)) is not None and encoding_of(font[1]):
            for text in element.find_all(string=True, recursive=False):
                text.replace_with(in_unicode(str(text), font[1]))
        if element.name in {"b", "strong"} and NOT_BOLD.search(style):
            element.name = "span"  # Google Docs wraps everything in a `b` that is not bold
        element.name = SHOWN_AS.get(element.name, element.name)
        if element.name == "span":
            raised = RAISED.search(style)
            wanted = [
                name
                for name, is_wanted in (
                    ("strong", BOLD.search(style)),
                    ("em", ITALIC.search(style)),
                    ({"super": "sup", "sub": "sub"}.get(raised[1].lower(), "") if raised else "", raised),
                )
                if is_wanted
            ]
            for name in wanted:
                element.wrap(page.new_tag(name))
        elif element.name == "a":
            element["href"] = _address(str(element.get("href", "")))


def _address(written: str) -> str:
    parts = urlsplit(written) if written.startswith("https://") else None
    if parts is not None and parts.netloc == REDIRECT and parts.path == "/url":
        return parse_qs(parts.query).get("q", [written])[0]
    return written


def _blocks(parent: Tag, root: BeautifulSoup, depth: int = 0) -> Iterator[Tag]:
    """Yield paragraphs, headings and tables in order. Loose text becomes paragraphs; list items become labelled paragraphs."""
    loose: list[PageElement] = []

    def paragraph() -> Iterator[Tag]:
        if any(str(one).strip() for one in loose):
            made = root.new_tag("p")
            made.extend(loose)
            yield made
        loose.clear()

    for child in list(parent.children):
        name = child.name if isinstance(child, Tag) else ""
        if not isinstance(child, Tag) or not _is_block(child):
            loose.append(child.extract())
            continue
        yield from paragraph()
        if name in LISTS:
            yield from _items(child, root, depth)
        elif name == "table":
            for caption in child.find_all("caption", recursive=False):
                yield from _blocks(caption.extract(), root, depth)
            _simplify_cells(child, root)
            yield child.extract()
        elif name in PARAGRAPHS:
            yield _with_label(child.extract())
        else:
            yield from _blocks(child, root, depth)
    yield from paragraph()


def _is_block(element: Tag) -> bool:
    if element.name in PARAGRAPHS | LISTS | CONTAINERS:
        return True
    return element.find([*PARAGRAPHS, *LISTS, *CONTAINERS]) is not None


def _with_label(paragraph: Tag) -> Tag:
    """Mark the number or bullet of a paragraph from a Word list, which Word writes as ordinary text; return the paragraph."""
    level = WORD_ITEM.search(str(paragraph.get("style", "")))
    label = paragraph.find(style=WORD_LABEL)
    if level is None or not isinstance(label, Tag):
        return paragraph
    said = " ".join(label.get_text().split())
    label.decompose()
    is_bullet = len(said) == 1 and (not said.isalnum() or said in "ovü")
    paragraph.insert(0, _label("-" if is_bullet else said, int(level[1]) - 1, is_bullet=is_bullet))
    return paragraph


def _items(listed: Tag, root: BeautifulSoup, depth: int) -> Iterator[Tag]:
    start, kind = str(listed.get("start", "1")), str(listed.get("type", "1"))
    number = int(start) if start.isascii() and start.isdecimal() else 1
    for child in [one for one in listed.children if isinstance(one, Tag)]:
        if child.name in LISTS:  # as Google Docs nests them
            yield from _items(child, root, min(depth + 1, DEEPEST))
            continue
        blocks = list(_blocks(child, root, min(depth + 1, DEEPEST)))
        if blocks and blocks[0].name == "p" and LABEL not in blocks[0].get_text():
            is_bullet = listed.name == "ul"
            blocks[0].insert(
                0, _label("-" if is_bullet else _number(number, kind), depth, is_bullet=is_bullet)
            )
        number += 1
        yield from blocks


def _number(number: int, kind: str) -> str:
    letters = NUMERALS.get(kind, "")
    return f"{letters[number - 1]}." if 0 < number <= len(letters) else f"{number}."


def _label(said: str, depth: int, *, is_bullet: bool) -> NavigableString:
    return NavigableString(
        f"{LABEL}{chr(FIRST_DEPTH + depth)}{BULLET if is_bullet else ''}{said}{LABEL_ENDS}"
    )


def _simplify_cells(table: Tag, root: BeautifulSoup) -> None:
    """Leave only paragraphs and tables in cells, and only valid spans."""
    for cell in table.find_all(["td", "th"]):
        if cell.find_parent("table") is not table:
            continue
        for key in ("colspan", "rowspan"):
            value = str(cell.get(key, "1"))
            if not (value.isascii() and value.isdecimal() and 1 < int(value) < 1000):  # noqa: PLR2004 - as in HTML
                del cell[key]
        blocks = list(_blocks(cell, root))
        cell.clear()
        cell.extend(blocks)
