"""Read what a published page is about from its own markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plugins.urls.patterns import CATEGORY, DEPARTMENT, TAG, is_own
from plugins.vietnamese.text import normalise

Kind = Literal["article", "page", "department", "category"]
SECTIONS: dict[str, Kind] = {
    DEPARTMENT.split("/")[1]: "department",
    CATEGORY.split("/")[1]: "category",
}
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
PARTS = ".prose, .change-notes, .attachments"  # of an article or standing page, below its summary
NAMES = f".byline p, a[href^='{TAG.split('{')[0]}']"
MOST_TEXT = 400_000  # characters; the rest of a longer text cannot be found


class Section(NamedTuple):
    """A department or category; `slug` is the end of its address, "" if it has no page."""

    name: str
    slug: str


NONE = Section("", "")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that can be found. `date` is ISO 8601, "" if it has none; `names` are authors, topics and the source."""

    path: str
    kind: Kind
    language: str
    title: str
    summary: str = ""
    text: str = ""
    names: str = ""
    date: str = ""
    department: Section = NONE
    category: Section = NONE


def may_be_found(path: str) -> bool:
    """Return whether the page at a path, e.g. `/2026/11/lich-tiep-dan/`, is a text, department or category, and not a list."""
    return not is_own(path) or path.split("/")[1] in SECTIONS


def read_page(path: str, html: bytes) -> Page | None:
    """Return what the page at a path is about; None if it is not to be found: withdrawn, or a redirect.

    Only pages that describe themselves (JSON-LD) are found; a withdrawn text has no description.
    """
    tree = LexborHTMLParser(html)
    main = tree.css_first("main")
    title = main.css_first("h1") if main is not None else None
    if main is None or title is None or tree.css_first("script[type='application/ld+json']") is None:
        return None
    article = main.css_first("article")
    kind = SECTIONS.get(path.split("/")[1]) or ("page" if article is None else "article")
    is_text = kind in {"article", "page"}
    return Page(
        path,
        kind,
        _attribute(tree, "html", "lang") or "vi",
        normalise(_text_of(title)),
        normalise(_attribute(tree, "meta[name=description]", "content")),
        normalise("\n".join(map(_text_of, main.css(PARTS)))[:MOST_TEXT]) if is_text else "",
        normalise("; ".join(map(_text_of, tree.css(NAMES)))),
        _date(_attribute(tree, "meta[property='article:published_time']", "content")),
        _section(article, f".facts [href^='/{DEPARTMENT.split('/')[1]}/']"),
        _section(article and tree.body, f".breadcrumb [href^='/{CATEGORY.split('/')[1]}/'], .kicker *"),
    )


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or "") if node is not None else ""


def _date(text: str) -> str:
    """Return a moment as ISO 8601 with its offset; "" if it is none."""
    try:
        return text if datetime.fromisoformat(text).tzinfo else ""
    except ValueError:
        return ""


def _section(article: LexborNode | None, selector: str) -> Section:
    node = article.css_first(selector) if article is not None else None
    if node is None:
        return NONE
    return Section(
        normalise(_text_of(node)), (node.attributes.get("href") or "").strip("/").rpartition("/")[2]
    )


def _text_of(node: LexborNode) -> str:
    """Return the text of an element, a line for each block."""
    parts: list[str] = []
    for part in node.traverse(include_text=True):
        tag = part.tag
        if tag == "-text":
            parts.append(part.text_content or "")
        elif tag not in INLINE:
            parts.append("\n")
    return "\n".join(filter(None, map(_with_single_spaces, "".join(parts).split("\n"))))


def _with_single_spaces(line: str) -> str:
    if line.isprintable() and "  " not in line:  # then it has no other white space
        return line.strip(" ")
    return " ".join(line.split())
