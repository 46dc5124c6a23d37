"""What the search knows of an article or of a page, as the indexer takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugins.agency.agency import Section
from plugins.search.words import each_once, plain, without_stroke

NOWHERE = Section("", "")


@dataclass(frozen=True)
class Record:
    """One thing that can be found. `said_with` are names that belong to it, `html` its text; all but two may be ""."""

    url: str
    title: str
    summary: str = ""
    said_with: str = ""
    html: str = ""
    department: Section = NOWHERE
    category: Section = NOWHERE
    date: str = ""
    year: str = ""


def indexed(record: Record) -> dict[str, Any]:
    """Return a record as Pagefind takes it.

    The title is found by every word in its order, summary and text by each word once: an index with every place of
    every word is three times as large, and what a reader types are words. Words with đ stand there without it too.
    """
    words = each_once(" ".join([record.summary, record.said_with, plain(record.html)]))
    folded = without_stroke(each_once(f"{record.title} {' '.join(words)}"))
    marks = [mark(slug) for slug in (record.department.slug, record.category.slug, record.year) if slug]
    told = {"title": record.title, "date": record.date, "department": record.department.name}
    return {
        "url": record.url,
        "language": "vi",
        "content": " ".join([record.title, *words, *folded, *marks]),
        "meta": {name: text for name, text in told.items() if text},
        "filters": {},
    }


def mark(slug: str) -> str:
    """Return the word that stands in everything that belongs to a department, a category or a year.

    Pagefind has filters of its own, but writes them in the order of a hash table, which is another in each run (1.5.2).
    The 0 at the end keeps one from being the beginning of another.
    """
    return f"muc1{slug.replace('-', '')}0"
