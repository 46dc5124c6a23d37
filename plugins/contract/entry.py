"""What the rules of the whole site need to know of one file, small enough to be kept for every file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.contract.article import Article, Page
from plugins.contract.body import Reference
from plugins.contract.schema import Status
from plugins.contract.source import Source

Packed = tuple[Any, ...]


@dataclass(frozen=True)
class Entry:
    """One source file; `address` begins and ends with `/`, lines count from 1."""

    path: str
    address: str
    published: bool
    is_page: bool
    address_line: int
    author_line: int
    tags_line: int
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    references: tuple[Reference, ...]

    def pack(self) -> Packed:
        """Return the entry without its path as plain tuples, which cost least to keep and to read."""
        references = tuple((item.what, item.file, item.line) for item in self.references)
        lines = (self.address_line, self.author_line, self.tags_line)
        return (self.address, self.published, self.is_page, *lines, self.authors, self.tags, references)


def unpack(path: str, packed: Packed) -> Entry:
    """Return the entry that `pack` has packed."""
    address, published, is_page, address_line, author_line, tags_line, authors, tags, references = packed
    return Entry(
        path,
        address,
        published,
        is_page,
        address_line,
        author_line,
        tags_line,
        authors,
        tags,
        tuple(Reference(*item) for item in references),
    )


def entry_of(source: Source, path: str, settings: dict[str, Any]) -> Entry:
    """Return the entry of a source; `settings` are Pelican's, with BUILD_MOMENT as an aware datetime."""
    facts = source.facts
    prefix = "" if facts.lang == settings["DEFAULT_LANG"] else f"{facts.lang}/"
    if isinstance(facts, Article):
        address = settings["ARTICLE_URL"].format(date=facts.date, slug=facts.slug)
        authors, tags = facts.authors, facts.tags
    else:
        address = settings["PAGE_URL"].format(slug=facts.slug)
        authors = tags = ()
    lines = facts.lines
    return Entry(
        path=path,
        address=f"/{prefix}{address}",
        published=is_public(facts, settings["BUILD_MOMENT"]),
        is_page=isinstance(facts, Page),
        address_line=lines.get("slug", lines.get("title", 1)),
        author_line=lines.get("author", 1),
        tags_line=lines.get("tags", 1),
        authors=authors,
        tags=tags,
        references=source.references,
    )


def is_public(facts: Article | Page, moment: datetime) -> bool:
    """Tell whether a file has a page at a moment: published or withdrawn, and its date has come."""
    if facts.status is Status.DRAFT:
        return False
    return isinstance(facts, Page) or facts.date <= moment


def holds(facts: Article | Page, moment: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when the answer of `is_public` stays as it is."""
    if isinstance(facts, Page) or facts.status is Status.DRAFT:
        return None, None
    return (facts.date, None) if facts.date <= moment else (None, facts.date)
