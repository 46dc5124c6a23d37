"""Records of articles, pages and sections, in the form that the indexer takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from plugins.agency.agency import Section

NOWHERE = Section("", "")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"\w[\w/.\-]*\w|\w")
STROKE = str.maketrans("đĐ", "dD")


@dataclass(frozen=True)
class Record:
    """One search result. `names` are tags, authors and the like, `html` its text; only URL and title are required."""

    url: str
    title: str
    summary: str = ""
    names: str = ""
    html: str = ""
    department: Section = NOWHERE
    category: Section = NOWHERE
    date: str = ""
    year: str = ""


def indexed(record: Record) -> dict[str, Any]:
    """Return a record as Pagefind takes it.

    The title keeps all its words in order; of summary and text each word is indexed once. An index with every
    position of every word is three times as large, and readers search for words. Words with đ are added without it.
    """
    words = each_once(" ".join([record.summary, record.names, plain(record.html)]))
    folded = without_stroke(each_once(f"{record.title} {' '.join(words)}"))
    marks = [mark(slug) for slug in (record.department.slug, record.category.slug, record.year) if slug]
    meta = {"title": record.title, "date": record.date, "department": record.department.name}
    return {
        "url": record.url,
        "language": "vi",
        "content": " ".join([record.title, *words, *folded, *marks]),
        "meta": {name: text for name, text in meta.items() if text},
        "filters": {},
    }


def mark(slug: str) -> str:
    """Return the word that is indexed with everything of a department, category or year.

    Pagefind's own filters are written in the order of a hash table, which differs in each run (1.5.2). The 0 at the end
    keeps one word from being the prefix of another.
    """
    return f"muc1{slug.replace('-', '')}0"


def plain(html: str) -> str:
    """Return the text of HTML with single spaces."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def each_once(text: str) -> list[str]:
    """Return the distinct words of a text, ignoring case, in order and as first written.

    The number of a document (`86/KH-UBND`) is one word.
    """
    first: dict[str, str] = {}
    for word in WORD.findall(text):
        first.setdefault(word.lower(), word)
    return list(first.values())


def without_stroke(words: list[str]) -> list[str]:
    """Return the words with đ as they are typed without it; Pagefind folds all other marks itself."""
    return [word.translate(STROKE) for word in words if "đ" in word or "Đ" in word]
